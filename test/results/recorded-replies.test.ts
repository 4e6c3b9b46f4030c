import { appendFileSync, mkdirSync, mkdtempSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type RecordedReply, recordedReplies } from "../../src/results/recorded-replies.ts";
import { recordOf } from "../support/make-record.ts";

const text = (answer: string) => ({ status: "answered", text: answer, reasoning: null, truncated: false }) as const;

/** A candidate's folder with two answered turns, the first one rated; the later the hour, the later it was written. */
function write(root: string, id: string, hour: number, tokens: number | null = null): string {
  const record = recordOf(
    id,
    [
      [
        {
          answer: text("あ".repeat(100)),
          judgment: { status: "rated", rating: 7, method: "test", text: "い".repeat(20) },
        },
      ],
    ],
    [[1]],
  );
  const usage = { promptTokens: 1, completionTokens: tokens, reasoningTokens: null, cachedPromptTokens: null };
  const timing = { startedAt: "2026-04-03T01:02:03.000Z", firstTokenMs: null, totalMs: 5 };
  const call = { model: null, systemFingerprint: null, usage, timing, failedAttempts: [] };
  const path = join(root, id);
  mkdirSync(join(path, "judgments"), { recursive: true });
  const lines = (values: Iterable<object>) => [...values].map((value) => `${JSON.stringify(value)}\n`).join("");
  const answers = join(path, "answers.jsonl");
  writeFileSync(
    answers,
    lines([...record.answers.values()].map((one) => ({ ...one, call: tokens === null ? null : call }))),
  );
  const sent = { model: "rater-9" };
  writeFileSync(
    join(path, "judgments", "j.jsonl"),
    lines([...record.judgments.values()].map((one) => ({ ...one, sent }))),
  );
  utimesSync(answers, hour * 3600, hour * 3600);
  return path;
}

async function read(root: string, ours: string[] = [], judge: string | null = "j"): Promise<RecordedReply[]> {
  const found: RecordedReply[] = [];
  for await (const reply of recordedReplies(root, { ours: new Set(ours), judge })) found.push(reply);
  return found;
}

const temp = () => mkdtempSync(join(tmpdir(), "recorded-"));

describe("recordedReplies", () => {
  it("tells answers and judgments with their tokens, as counted or as estimated", async () => {
    const root = temp();
    write(root, "haiku", 1, 345);
    write(root, "tanka", 2);
    const [first, second, third, fourth] = await read(root);
    expect(first).toMatchObject({
      kind: "answer",
      writer: "tanka",
      judgeModel: null,
      category: "writing",
      turn: 1,
      tokens: 90,
    });
    expect(second).toMatchObject({ kind: "judgment", writer: "tanka", judgeModel: "rater-9", tokens: 18 });
    expect([third?.writer, third?.tokens, fourth?.kind]).toEqual(["haiku", 345, "judgment"]);
    expect(first?.question).toBe(second?.question);
  });

  it("has the three others that answered last, and only judgments of the same judge", async () => {
    const root = temp();
    for (const [index, id] of ["a", "b", "c", "d", "ours"].entries()) write(root, id, index + 1);
    write(root, "+desk", 9);
    const replies = await read(root, [join(root, "ours")], "another");
    expect(replies.map(({ writer, kind }) => `${writer} ${kind}`)).toEqual(["d answer", "c answer", "b answer"]);
    expect(await read(root, [], null)).toHaveLength(3);
  });

  it("passes over what it cannot read, and needs no folder at all", async () => {
    const root = temp();
    const path = write(root, "haiku", 1);
    writeFileSync(join(root, "stray.txt"), "");
    mkdirSync(join(root, "empty"));
    mkdirSync(join(root, "pipe", "answers.jsonl"), { recursive: true });
    appendFileSync(join(path, "answers.jsonl"), '{"key":\n"text"\n{"torn');
    expect((await read(root)).map(({ kind }) => kind)).toEqual(["answer", "judgment"]);
    expect(await read(join(root, "nowhere"))).toEqual([]);
  });

  it("reads the beginning of a long journal", async () => {
    const root = temp();
    const path = write(root, "haiku", 1, 7);
    const answers = join(path, "answers.jsonl");
    const line = JSON.stringify({ padding: "x".repeat(1_000_000) });
    appendFileSync(answers, `${line}\n${line}\n${line}\n`);
    const [only] = recordOf("late", [[{ answer: text("遅い") }]], [[1]]).answers.values();
    appendFileSync(answers, `${JSON.stringify(only)}\n`);
    expect(await read(root, [], null)).toHaveLength(1);
  });
});
