import type { DroppedParameter } from "../../chat/chat.ts";
import { withoutParameters } from "../../chat/http/drop-parameter.ts";
import type { ChatBody } from "../../models/request-body.ts";

/** The Batch API's bounds on one file. */
const batchFileLimits = { maxLines: 50_000, maxBytes: 200_000_000 } as const;

export interface BatchFile {
  /** In the order of the lines. */
  readonly keys: readonly string[];
  readonly text: string;
}

/** Files that hold these requests, each within the bounds and for one model. Bodies go in as they are, without stream fields. */
export function batchFiles(
  requests: Iterable<{ readonly key: string; readonly body: ChatBody }>,
  options: {
    readonly endpoint: string;
    readonly dropped?: readonly DroppedParameter[];
    readonly maxLines?: number;
    readonly maxBytes?: number;
  },
): BatchFile[] {
  const { maxLines, maxBytes } = { ...batchFileLimits, ...options };
  const files: { keys: string[]; lines: string[]; bytes: number }[] = [];
  const filling = new Map<string, (typeof files)[number]>();
  for (const { key, body } of requests) {
    const sent = withoutParameters(body, options.dropped ?? []);
    const line = `${JSON.stringify({ custom_id: key, method: "POST", url: options.endpoint, body: sent })}\n`;
    const bytes = Buffer.byteLength(line);
    let file = filling.get(body.model);
    if (file === undefined || file.keys.length >= maxLines || file.bytes + bytes > maxBytes) {
      file = { keys: [], lines: [], bytes: 0 };
      files.push(file);
      filling.set(body.model, file);
    }
    file.keys.push(key);
    file.lines.push(line);
    file.bytes += bytes;
  }
  return files.map(({ keys, lines }) => ({ keys, text: lines.join("") }));
}
