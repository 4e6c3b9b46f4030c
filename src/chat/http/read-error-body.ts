import { z } from "zod";

/** What an error body says, in whichever shape. Empty strings where it says nothing. */
export interface ErrorBody {
  readonly message: string;
  /** `type`, `code` and Azure's inner code, lower case, in one string to search in. */
  readonly codes: string;
  /** A 4xx or 5xx number in the body itself, for errors inside a 200 or a stream; null when absent. */
  readonly status: number | null;
  /** llama-server's counts on an overflow; null when absent. */
  readonly promptTokens: number | null;
  readonly contextTokens: number | null;
  /** Request fields that it points at: OpenAI's `param`, the last step of FastAPI's `loc`. */
  readonly parameters: readonly string[];
}

const text = z.string().nullish().catch(null);
const count = z.number().nullish().catch(null);

const detailSchema = z.looseObject({
  message: text,
  msg: text,
  type: text,
  param: text,
  loc: z.array(z.unknown()).nullish().catch(null),
  code: z.union([z.string(), z.number()]).nullish().catch(null),
  n_prompt_tokens: count,
  n_ctx: count,
  innererror: z.looseObject({ code: text }).nullish().catch(null),
});

const bodySchema = detailSchema.extend({
  object: text,
  choices: z.unknown().optional(),
  /** OpenAI, Azure, vLLM, llama-server; some gateways put a plain string here. */
  error: z.union([z.string(), detailSchema]).nullish().catch(null),
  /** FastAPI. */
  detail: z
    .union([z.string(), z.array(detailSchema)])
    .nullish()
    .catch(null),
});

/** Reads an error body of any shape seen: JSON of five kinds, an HTML page, plain text, nothing. */
export function readErrorBody(body: string): ErrorBody {
  const json = parsedObject(body);
  if (json === null) return { ...nothing, message: plainText(body) };
  const { error, detail } = json;
  const inner = typeof error === "object" && error !== null ? error : json;
  const details = typeof detail === "string" ? detail : detail?.map((one) => one.msg ?? one.message ?? "").join("; ");
  const message = (typeof error === "string" ? error : inner.message) ?? json.message ?? details ?? "";
  const codes = [inner.type, inner.code, inner.innererror?.code, json.type].filter((code) => code !== null);
  const status = Number(inner.code);
  return {
    message,
    codes: codes.join(" ").toLowerCase(),
    status: Number.isInteger(status) && status >= 400 && status < 600 ? status : null,
    promptTokens: inner.n_prompt_tokens ?? null,
    contextTokens: inner.n_ctx ?? null,
    parameters: [inner, ...(Array.isArray(detail) ? detail : [])].flatMap(pointedAt),
  };
}

/** Whether a JSON value that came with a good status is an error all the same. */
export function isErrorBody(value: unknown): boolean {
  const parsed = bodySchema.safeParse(value);
  if (!parsed.success) return false;
  const { error, object, message, detail, choices } = parsed.data;
  if (error !== null && error !== undefined && error !== "") return true;
  if (object === "error") return true;
  return (choices ?? null) === null && ((message ?? null) !== null || (detail ?? null) !== null);
}

const nothing: ErrorBody = {
  message: "",
  codes: "",
  status: null,
  promptTokens: null,
  contextTokens: null,
  parameters: [],
};

function pointedAt({ param, loc }: z.infer<typeof detailSchema>): string[] {
  const last = loc?.findLast((step) => typeof step === "string");
  return [param, last].filter((name): name is string => typeof name === "string" && name !== "");
}

function parsedObject(body: string): z.infer<typeof bodySchema> | null {
  try {
    return bodySchema.parse(JSON.parse(body));
  } catch {
    return null;
  }
}

/** A page's title, or its text without tags. */
function plainText(body: string): string {
  if (!/^\s*</u.test(body)) return body;
  const title = /<title[^>]*>([^<]*)<\/title>/iu.exec(body)?.[1]?.trim();
  const words = body.replace(/<(script|style)[^>]*>[^<]*<\/\1>/giu, " ").replace(/<[^<>]*>/gu, " ");
  return `an HTML page instead of JSON: ${title || words}`;
}
