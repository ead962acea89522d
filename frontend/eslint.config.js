import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

// Features may use the rooms below them; ui/ and api/ know no feature, and one feature enters another by its front door.
const FEATURES = ["app", "records", "customers", "policies", "claims", "communications", "leads", "reports", "agency"];

export default tseslint.config(
  { ignores: ["node_modules", "src/api/schema.d.ts"] },
  ...tseslint.configs.strict,
  hooks.configs.flat["recommended-latest"],
  {
    rules: {
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      // TanStack Virtual and Table hand out functions that change without a new identity; the compiler only reports that.
      "react-hooks/incompatible-library": "off",
      "no-console": "error",
      eqeqeq: "error",
    },
  },
  {
    files: ["src/ui/**", "src/api/**"],
    rules: {
      "no-restricted-imports": ["error", { patterns: FEATURES.map((name) => `@/${name}/*`) }],
    },
  },
);
