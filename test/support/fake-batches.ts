import {
  completionOf,
  errorBody,
  type FakeRequest,
  type Http,
  type Say,
  type Script,
  type Steps,
} from "./fake-server.ts";

/** What becomes of one line: a reply, an HTTP error, an error of the batch's own, or nothing at all. */
export type LineFate = string | Say | Http | { readonly code: string; readonly message: string } | "lost";

export interface FakeLine {
  readonly custom_id: string;
  readonly method: string;
  readonly url: string;
  readonly body: Record<string, unknown>;
}

export interface FakeBatch {
  readonly id: string;
  readonly fileId: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly lines: readonly FakeLine[];
  polls: number;
}

/** Where a request is caught: before or after it took effect. */
export type Stage = "upload" | "uploaded" | "create" | "created" | "poll" | "content";

export interface FakeBatchesOptions {
  /** What the played judge makes of a line; `batch` is 0-based. */
  readonly onLine: (line: FakeLine, batch: number) => LineFate;
  /** How the n-th batch (0-based) ends, completed unless said otherwise; lines of an expired one may be `lost`. */
  readonly ending?: (batch: number, made: FakeBatch) => Ending;
  /** Polls until the end, 4 unless said otherwise. */
  readonly polls?: number;
  /** Changes the output file before it is served. */
  readonly mangle?: (lines: readonly string[]) => readonly string[];
  /** May answer in place of the server; undefined goes on as usual. */
  readonly intercept?: (stage: Stage, request: FakeRequest, usual: Http | null) => Script | undefined;
  /** Items of a list's page, 2 unless said otherwise, so that pages are turned. */
  readonly pageSize?: number;
}

export interface Ending {
  readonly status: "completed" | "expired" | "cancelled" | "failed";
  readonly errors?: readonly { readonly code: string; readonly message: string; readonly line?: number }[];
}

export interface FakeBatches {
  readonly files: ReadonlyMap<string, { readonly name: string; readonly text: string }>;
  readonly batches: readonly FakeBatch[];
  /** Keys of all batches that were made, in order. */
  keys(): string[];
  onOther(request: FakeRequest): Script | undefined;
}

/** The server's side of `/v1/files` and `/v1/batches`, for a fake server's `onOther`. States advance by polls. */
export function fakeBatches(options: FakeBatchesOptions): FakeBatches {
  const files = new Map<string, { name: string; text: string }>();
  const batches: FakeBatch[] = [];
  const { polls = 4, pageSize = 2 } = options;
  let fileCount = 0;

  const intercepted = (stage: Stage, request: FakeRequest, usual: Http | null = null): Script | undefined =>
    options.intercept?.(stage, request, usual);

  function upload(request: FakeRequest): Script {
    const caught = intercepted("upload", request);
    if (caught !== undefined) return caught;
    const name = /filename="([^"]+)"/u.exec(request.text)?.[1] ?? "";
    const text = /name="file"[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/u.exec(request.text)?.[1] ?? "";
    if (!/name="purpose"\r\n\r\nbatch\r\n/u.test(request.text)) return refusal("purpose: expected batch");
    fileCount += 1;
    const id = `file-${fileCount}`;
    files.set(id, { name, text });
    const usual = ok({ id, object: "file", filename: name, purpose: "batch", bytes: text.length });
    return intercepted("uploaded", request, usual) ?? usual;
  }

  function create(request: FakeRequest): Script {
    const caught = intercepted("create", request);
    if (caught !== undefined) return caught;
    const asked = JSON.parse(request.text);
    const file = files.get(asked.input_file_id);
    if (file === undefined) return refusal(`no file ${asked.input_file_id}`);
    if (asked.completion_window !== "24h") return refusal("completion_window: expected 24h");
    const lines: FakeLine[] = file.text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
    for (const line of lines) if (line.url !== asked.endpoint || line.method !== "POST") return refusal("url differs");
    if (new Set(lines.map((line) => line.custom_id)).size < lines.length) return refusal("custom_id twice");
    if (new Set(lines.map((line) => line.body.model)).size !== 1) return refusal("several models");
    const made = {
      id: `batch_${batches.length + 1}`,
      fileId: asked.input_file_id,
      metadata: asked.metadata,
      lines,
      polls: 0,
    };
    batches.push(made);
    const usual: Http = { ...ok(shown(made)), headers: soon };
    return intercepted("created", request, usual) ?? usual;
  }

  function shown(batch: FakeBatch): Record<string, unknown> {
    const at = batches.indexOf(batch);
    const ending = options.ending?.(at, batch) ?? { status: "completed" };
    const total = batch.lines.length;
    const common = {
      id: batch.id,
      object: "batch",
      endpoint: "/v1/chat/completions",
      input_file_id: batch.fileId,
      created_at: 1_790_000_000 + at,
      metadata: batch.metadata,
    };
    if (batch.polls < polls) {
      const status = batch.polls === 0 ? "validating" : batch.polls === polls - 1 ? "finalizing" : "in_progress";
      const completed = Math.floor((total * batch.polls) / polls);
      return { ...common, status, request_counts: { total, completed, failed: 0 } };
    }
    if (ending.status === "failed") {
      return { ...common, status: "failed", errors: { object: "list", data: ending.errors ?? [] } };
    }
    const { output, errors } = results(batch);
    return {
      ...common,
      status: ending.status,
      completed_at: 1_790_000_600 + at,
      output_file_id: output.length > 0 ? `${batch.id}-output` : null,
      error_file_id: errors.length > 0 ? `${batch.id}-errors` : null,
      request_counts: { total, completed: output.length, failed: errors.length },
    };
  }

  function results(batch: FakeBatch): { output: string[]; errors: string[] } {
    const at = batches.indexOf(batch);
    const output: string[] = [];
    const errors: string[] = [];
    for (const line of batch.lines) {
      const fate = options.onLine(line, at);
      if (fate === "lost") continue;
      const { custom_id } = line;
      const written = (response: object | null, error: object | null) =>
        JSON.stringify({ id: `batch_req_${custom_id.slice(0, 6)}`, custom_id, response, error });
      if (typeof fate === "object" && "code" in fate) errors.push(written(null, fate));
      else if (typeof fate === "object" && "status" in fate) {
        errors.push(written({ status_code: fate.status, request_id: "r", body: fate.body }, null));
      } else {
        const say = typeof fate === "string" ? { text: fate } : fate;
        const body = completionOf(say, String(line.body.model));
        output.push(written({ status_code: 200, request_id: "r", body }, null));
      }
    }
    return { output, errors };
  }

  function content(id: string, request: FakeRequest): Script {
    const batch = batches.find((one) => id.startsWith(`${one.id}-`));
    if (batch === undefined) return notFound(id);
    const { output, errors } = results(batch);
    const lines = id.endsWith("-output") ? (options.mangle?.(output) ?? output) : errors;
    const usual: Http = {
      status: 200,
      headers: { "content-type": "application/jsonl" },
      body: `${lines.join("\n")}\n`,
    };
    return intercepted("content", request, usual) ?? usual;
  }

  function page(items: readonly Record<string, unknown>[], query: URLSearchParams): Script {
    const newestFirst = [...items].reverse();
    const after = query.get("after");
    const from = after === null ? 0 : newestFirst.findIndex((item) => item.id === after) + 1;
    const data = newestFirst.slice(from, from + pageSize);
    return ok({ object: "list", data, has_more: from + pageSize < newestFirst.length });
  }

  return {
    files,
    batches,
    keys: () => batches.flatMap((batch) => batch.lines.map((line) => line.custom_id)),
    onOther(request) {
      const { pathname, searchParams } = new URL(request.path, "http://fake");
      const path = pathname.replace(/^\/v1/u, "");
      const [, room, id, what] = path.split("/");
      if (room === "files" && request.method === "POST") return upload(request);
      if (room === "files" && id === undefined) {
        return page(
          [...files].map(([fileId, { name }]) => ({ id: fileId, filename: name })),
          searchParams,
        );
      }
      if (room === "files" && what === "content") return content(id ?? "", request);
      if (room === "batches" && request.method === "POST") return create(request);
      if (room === "batches" && id === undefined) return page(batches.map(shown), searchParams);
      if (room !== "batches") return undefined;
      const batch = batches.find((one) => one.id === id);
      if (batch === undefined) return notFound(id ?? "");
      batch.polls += 1;
      const usual: Http = { ...ok(shown(batch)), headers: soon };
      return intercepted("poll", request, usual) ?? usual;
    },
  };
}

/** The connection breaks before an answer: whoever asked cannot know what became of it. */
export const broken: Steps = { steps: ["cut"] };

/** No answer at all. */
export const silent: Steps = { steps: ["stall"] };

/** Clients of the command line cannot be given another clock. */
const soon = { "retry-after-ms": "15" };

function ok(body: Record<string, unknown>): Http {
  return { status: 200, body };
}

function refusal(message: string): Http {
  return { status: 400, body: errorBody(message, "invalid_request_error") };
}

function notFound(id: string): Http {
  return { status: 404, body: errorBody(`no ${id}`, "not_found_error") };
}
