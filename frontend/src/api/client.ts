// The typed client of our own API. Paths, parameters and answers come from schema.d.ts, which is generated.
import createClient, { type Middleware } from "openapi-fetch";

import { Offline, problemOf } from "./problem";
import { noteReachable } from "./reachable";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);
let csrfToken: string | null = null;
let onSignedOut: () => void = () => {};

/** Remembers the token that state-changing requests carry while somebody is signed in. */
export function rememberCsrfToken(token: string | null): void {
  csrfToken = token;
}

/** What to do when the API no longer knows who we are; the shell shows the sign-in page. */
export function whenSignedOut(action: () => void): void {
  onSignedOut = action;
}

/** The headers of a request that changes something, also for uploads and streams made with `fetch`. */
function changingHeaders(): Record<string, string> {
  return csrfToken === null ? {} : { "X-CSRF-Token": csrfToken };
}

/** Whether the session is over without a 401: where everybody may read, it answers as it does to a stranger. */
async function isStranger(): Promise<boolean> {
  try {
    const response = await fetch("/v1/me", { credentials: "same-origin" });
    return response.ok && ((await response.json()) as Schemas["Me"]).user === null;
  } catch {
    return false;
  }
}

const manners: Middleware = {
  onRequest({ request }) {
    if (!SAFE.has(request.method)) {
      for (const [name, value] of Object.entries(changingHeaders())) request.headers.set(name, value);
      // A retried request must not do its work twice.
      if (request.method === "POST" && !request.headers.has("Idempotency-Key"))
        request.headers.set("Idempotency-Key", crypto.randomUUID());
    }
    return request;
  },
  async onResponse({ response, schemaPath }) {
    noteReachable(true);
    if (response.ok) return response;
    if (response.status === 401 && !schemaPath.startsWith("/v1/auth/")) onSignedOut();
    if (response.status === 403 && csrfToken !== null && (await isStranger())) onSignedOut();
    throw await problemOf(response);
  },
  onError({ error }) {
    // A page that was left no longer wants its answer; that says nothing about the connection.
    if (error instanceof DOMException && error.name === "AbortError") return;
    noteReachable(false);
    return new Offline();
  },
};

export const api = createClient<paths>({ baseUrl: "", credentials: "same-origin" });
api.use(manners);

/** The body of an answer. Failures have been thrown as ProblemError or Offline before. */
export async function body<T>(answer: Promise<{ data?: T }>): Promise<T> {
  const { data } = await answer;
  return data as T;
}
