import { appendFile, chmod, cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type FakeServer, startFakeServer } from "../../support/fake-server.ts";
import { type FileServer, startFileServer } from "../../support/file-server.ts";
import { runMain } from "../../support/run-main.ts";
import { describeWithSharedData } from "../../support/shared-data.ts";

describeWithSharedData("public files", (data) => {
  let cwd: string;
  let files: FileServer;
  let server: FakeServer;
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), "mtbench-fetch-"));
    files = await startFileServer(join(data, "upstream"));
    server = await startFakeServer({
      onChat: ({ body }) => (body.model === "rater" ? "説明です。\nRating: [[7]]" : "古池や蛙飛びこむ水の音"),
    });
  });
  afterEach(async () => {
    await files.close();
    await server.close();
  });

  it("come from the public address once, and never again", async () => {
    const env = { MTBENCH_SOURCE_MIRROR: files.origin };
    const first = await runMain(["fetch", "ja-mt-bench-v3", "llm-jp-judge-v2"], { cwd, env });
    expect(first).toMatchObject({ code: 0, stdout: "ja-mt-bench-v3: 5 downloaded\nllm-jp-judge-v2: 3 downloaded\n" });
    const asked = files.asked.length;
    const second = await runMain(["fetch", "ja-mt-bench-v3", "llm-jp-judge-v2"], { cwd, env });
    expect(second.stdout).toBe("ja-mt-bench-v3: 5 present\nllm-jp-judge-v2: 3 present\n");
    expect(files.asked).toHaveLength(asked);
  });

  it("come from a folder of the URL's shape where there is no network", async () => {
    const ids = ["en-mt-bench", "ja-mt-bench-v3", "ja-mt-bench-v4", "ko-mt-bench", "rakuda-v2", "fastchat-en"];
    const { code } = await runMain(["fetch", ...ids, "--from", join(data, "upstream")], { cwd });
    expect(code).toBe(0);
    const again = await runMain(["fetch", ...ids], { cwd });
    expect(again.code).toBe(0);
    expect(again.stdout).not.toMatch(/copied|downloaded/);
    expect(files.asked).toEqual([]);
  });

  it("are all brought that can be had; what is missing is named at the end", async () => {
    const part = await mkdtemp(join(tmpdir(), "mtbench-part-of-files-"));
    await cp(join(data, "upstream", "lm-sys"), join(part, "lm-sys"), { recursive: true });
    const { code, stdout, stderr } = await runMain(["fetch", "--all", "--from", part], { cwd });
    expect(code).toBe(2);
    expect(stdout).toMatch(/^en-mt-bench: 2 copied\n(.*\n)*fastchat-en: 1 copied\n/);
    expect(stderr).toMatch(/^error: not fetched: (.*, )?rakuda-v2(, .*)?\n/);
    expect(stderr).not.toMatch(/not fetched: .*(en-mt-bench|fastchat-en)/);
    await rm(part, { recursive: true, force: true });
  });

  it("are refused when their bytes are not the pinned ones, and nothing is stored", async () => {
    const wrong = await mkdtemp(join(tmpdir(), "mtbench-wrong-files-"));
    await cp(join(data, "upstream", "lm-sys"), join(wrong, "lm-sys"), { recursive: true });
    const [folder] = await readdir(join(wrong, "lm-sys", "FastChat"));
    const question = join(wrong, "lm-sys", "FastChat", folder ?? "", "fastchat/llm_judge/data/mt_bench/question.jsonl");
    await chmod(question, 0o644);
    await appendFile(question, "\n");
    const { code, stderr } = await runMain(["fetch", "en-mt-bench", "--from", wrong], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain("119565adbab82227089cefdb44c8d7e2cf04dc0a0ec233634c82e7d4e2a944f7");
    expect(await readdir(join(cwd, "cache")).catch(() => [])).toEqual([]);
  });

  it("are fetched by a plain run, whose calls are exactly llm-jp-judge's", async () => {
    const models = ["--model", `candidate-x@${server.baseUrl}`, "--judge-model", `rater@${server.baseUrl}`];
    const env = { MTBENCH_SOURCE_MIRROR: files.origin };
    const { code, stdout, stderr } = await runMain(["run", ...models, "--limit", "2"], { cwd, env });
    expect(stderr).toContain("Fetched the public files of ja-mt-bench-v3.");
    expect(code).toBe(0);
    expect(stdout).toContain("7.00");
    const answers = server.chats().filter((request) => request.body.model === "candidate-x");
    const judgments = server.chats().filter((request) => request.body.model === "rater");
    expect([answers.length, judgments.length]).toEqual([4, 4]);
    const sent = Object.keys(answers[0]?.body ?? {}).sort();
    expect(sent).toEqual(["max_tokens", "messages", "model", "stream", "stream_options", "temperature"]);
    expect(answers[0]?.body).toMatchObject({ max_tokens: 1024, temperature: 0 });
    expect(answers[0]?.body.messages?.[0]?.content).toBe(
      await systemPromptOf(join(data, "upstream", "llm-jp", "llm-jp-judge")),
    );
    expect(Object.keys(judgments[0]?.body ?? {}).sort()).toEqual(sent);
    expect(judgments[0]?.body).toMatchObject({ max_tokens: 2048, temperature: 0 });
    expect(judgments[0]?.body.messages?.[1]?.content).toContain("[The Start of Reference Answer]");
  });
});

/** The answering system prompt as the upstream file has it; it is never typed in here. */
async function systemPromptOf(repository: string): Promise<string | undefined> {
  const [commit] = await readdir(repository);
  const file = join(repository, commit ?? "", "src/llm_jp_judge/config/benchmark/generate.yaml");
  const { parse } = await import("yaml");
  const { z } = await import("zod");
  const schema = z.object({ mt_bench_ja: z.object({ system_prompt: z.string() }) });
  return schema.parse(parse(await readFile(file, "utf8"))).mt_bench_ja.system_prompt;
}
