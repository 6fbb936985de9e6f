// A typed client of a yaodian service: paths, parameters and answers come from
// schema.d.ts, which is generated from the service's own description.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

export type Plan = components["schemas"]["Plan"];
export type Target = components["schemas"]["Target"];
export type Problem = components["schemas"]["Problem"];

/** Client of the service at base, such as http://127.0.0.1:8080. */
export function yaodian(base: string, token?: string) {
  return createClient<paths>({
    baseUrl: base,
    headers: token ? { Authorization: `Bearer ${token}` } : {},
  });
}

/** The characters of a span. Spans count code points, strings in JavaScript UTF-16 units. */
export function slice(text: string, span: number[]): string {
  return Array.from(text).slice(span[0], span[1]).join("");
}
