import { InputError } from "../errors.ts";
import type { ServerAddress } from "./candidate.ts";

const azureHosts = [".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com"];

/** A version from which deployment URLs know structured output and `max_completion_tokens`. */
const exampleVersion = "2024-10-21";

/**
 * What an Azure OpenAI URL needs besides: the key goes bare into `api-key`, and a deployment's own URL
 * (`.../openai/deployments/NAME`) takes an `api-version`. The v1 URL (`.../openai/v1`) takes none. Null: not Azure.
 */
export function azureAddress(
  baseUrl: string,
  query: Readonly<Record<string, string>>,
): Pick<ServerAddress, "apiKeyEnv" | "keyHeader"> | null {
  const { hostname, pathname } = new URL(baseUrl);
  if (!azureHosts.some((host) => hostname.endsWith(host))) return null;
  if (pathname.includes("/openai/deployments/") && query["api-version"] === undefined) {
    throw new InputError(`${baseUrl} is an Azure deployment, and its api-version is missing`, {
      hint: `Write ${baseUrl}?api-version=${exampleVersion}, or use the v1 URL: https://${hostname}/openai/v1`,
    });
  }
  return { apiKeyEnv: "AZURE_OPENAI_API_KEY", keyHeader: "api-key" };
}
