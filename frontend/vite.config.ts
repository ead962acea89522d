import { fileURLToPath } from "node:url";

import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const API = process.env["LEADGEN_API"] ?? "http://localhost:8000";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: {
    // The API checks where a request comes from; the page's own address must arrive there unchanged.
    proxy: Object.fromEntries(
      ["/v1", "/docs", "/openapi.json", "/metrics"].map((path) => [path, { target: API, changeOrigin: false }]),
    ),
  },
  build: {
    outDir: "../backend/web",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test-setup.ts"],
    css: false,
  },
});
