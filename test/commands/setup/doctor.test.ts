import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { main } from "../../../src/commands/main.ts";
import type { Io } from "../../../src/commands/terminal/io.ts";
import {
  closedPort,
  errorBody,
  type FakeRequest,
  type FakeServer,
  type Script,
  startFakeServer,
} from "../../support/fake-server.ts";
import { json, llamaPages } from "../../support/llama-pages.ts";
import { environmentIn } from "../../support/run-cli.ts";
import { runMain } from "../../support/run-main.ts";
import { writeSmallSet } from "../../support/small-set.ts";

let cwd: string;
const open: FakeServer[] = [];
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-doctor-"));
  await writeSmallSet(cwd);
});
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
  await rm(cwd, { recursive: true, force: true });
});

const reportSchema = z.object({
  fit: z.boolean().nullable(),
  subjects: z.array(
    z.object({
      name: z.string(),
      findings: z.array(z.object({ check: z.string(), result: z.string(), found: z.string(), advice: z.string() })),
    }),
  ),
});

/** The judge's prompt shows the form of a rating. */
const isRating = (text: string): boolean => text.includes("[[");

/** What a well-behaved server says to any of the doctor's questions. */
const healthy = ({ body, text }: FakeRequest): Script => {
  if (isRating(text)) return "質問に答えていません。[[2]]";
  const isStructured = body.response_format !== undefined;
  const system = body.messages?.some(({ role }) => role === "system") ?? false;
  return { text: isStructured ? '{"mountain":"富士山"}' : "富士山です。", usage: { prompt_tokens: system ? 90 : 30 } };
};

/** Somebody who waits for something to be printed, and may press Ctrl-C. */
function aPerson() {
  let [stdout, stderr] = ["", ""];
  let handler: (signal: "SIGINT" | "SIGTERM") => void = () => undefined;
  const io: Io = {
    out: (text) => {
      stdout += text;
    },
    err: (text) => {
      stderr += text;
    },
    env: environmentIn({ cwd }),
    cwd,
    now: Date.now,
    isTerminal: false,
    onInterrupt(own) {
      handler = own;
      return () => undefined;
    },
  };
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await new Promise((resume) => setTimeout(resume, 5));
  };
  return {
    io,
    until,
    stdout: () => stdout,
    stderr: () => stderr,
    send: (signal: "SIGINT" | "SIGTERM") => handler(signal),
  };
}

async function serve(onChat: (request: FakeRequest) => Script, pages: Readonly<Record<string, Script>> = {}) {
  const server = await startFakeServer({ onChat, onOther: ({ path }) => pages[path], models: ["m", "played-judge"] });
  open.push(server);
  return server;
}

/** Findings of the only candidate, by their check; the judge is left out. */
async function look(model: string, ...more: string[]) {
  const args = [
    "doctor",
    "--model",
    model,
    "--questions",
    "small",
    "--judge",
    "mtbench-ja",
    "--answers-only",
    "--json",
  ];
  const { code, stdout, stderr } = await runMain([...args, ...more], { cwd });
  const report = reportSchema.parse(JSON.parse(stdout || `"${stderr}"`));
  const findings = report.subjects.find(({ name }) => name !== "files")?.findings ?? [];
  const by = (check: string) => findings.find((one) => one.check === check);
  return { code, fit: report.fit, by, stderr };
}

const vllm = (context: number): Record<string, Script> => ({
  "/v1/models": json({ data: [{ id: "m", owned_by: "vllm", max_model_len: context }] }),
  "/version": json({ version: "0.30.1" }),
});

describe("mtbench doctor", () => {
  it("finds nothing wrong where nothing is, in a table, with exit code 0, and writes nothing", async () => {
    const server = await serve(healthy);
    const args = ["doctor", "--model", `m@${server.baseUrl}`, "--judge-model", `played-judge@${server.baseUrl}`];
    const { code, stdout } = await runMain([...args, "--questions", "small", "--judge", "mtbench-ja"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/m +first reply +ok +streams, and calls itself m: 富士山です。/);
    expect(stdout).toMatch(/\nm +answers +ok +all 5 replies are answers/);
    expect(stdout).toMatch(/m +system prompt +ok/);
    expect(stdout).toMatch(/m +seed +ok/);
    expect(stdout).toMatch(/judge played-judge +structured output +ok/);
    expect(stdout).toContain("Nothing stands in the way of a run.");
    expect(server.chats().length).toBeLessThan(12);
    expect(await readdir(cwd)).not.toContain("results");
  });

  it("says that nobody listens, and that a key is missing", async () => {
    const nobody = await look(`m@http://127.0.0.1:${await closedPort()}/v1`);
    expect([nobody.code, nobody.fit]).toEqual([2, false]);
    expect(nobody.by("reached")).toMatchObject({ result: "problem", found: expect.stringMatching(/no answer from/) });
    const keyless = await look("gpt-4o");
    expect(keyless.by("reached")?.found).toContain("OPENAI_API_KEY is not set");
    expect(keyless.code).toBe(2);
  });

  it("names the models that are served instead", async () => {
    const server = await serve(healthy);
    const { by } = await look(`other@${server.baseUrl}`);
    expect(by("served")).toMatchObject({ result: "note", found: "other is not among m, played-judge" });
  });

  it("shows what the first call fails with", async () => {
    const server = await serve(() => ({ status: 500, body: errorBody("parser not supported", "NotImplementedError") }));
    const { code, by } = await look(`m@${server.baseUrl}`);
    expect(by("answers")).toMatchObject({ result: "problem", found: expect.stringContaining("parser not supported") });
    expect(code).toBe(2);
  });

  it("tells a stream without token counts, and parameters that are refused", async () => {
    const server = await serve((request) =>
      request.body.top_p === undefined
        ? { text: "富士山です。", usage: null }
        : {
            status: 400,
            body: errorBody("Unsupported parameter: 'top_p'", "invalid_request_error", { param: "top_p" }),
          },
    );
    const { code, by } = await look(`m@${server.baseUrl}`);
    expect(by("usage")).toMatchObject({ result: "note" });
    expect(by("parameters")).toMatchObject({ result: "note", found: "refused: top_p" });
    expect(code).toBe(0);
  });

  it("finds a system prompt that is refused, or dropped in silence", async () => {
    const refusing = await serve((request) =>
      request.body.messages?.[0]?.role === "system"
        ? { status: 400, body: errorBody("System role not supported", "invalid_request_error") }
        : healthy(request),
    );
    expect((await look(`m@${refusing.baseUrl}`)).by("system prompt")).toMatchObject({
      result: "note",
      found: expect.stringContaining("refused"),
    });
    const dropping = await serve(() => ({ text: "富士山です。", usage: { prompt_tokens: 30 } }));
    expect((await look(`m@${dropping.baseUrl}`)).by("system prompt")?.found).toContain("left out of the prompt");
  });

  it("finds thoughts that are not told apart, switches that are ignored, and thinking that is only hidden", async () => {
    const model = (server: FakeServer) => `Qwen/Qwen3-8B@${server.baseUrl}`;
    const isOff = ({ body }: FakeRequest) => JSON.stringify(body.chat_template_kwargs ?? {}).includes("false");
    const good = await serve((request) =>
      isOff(request) ? "信濃川です。" : { text: "富士山です。", reasoning: "一番高いのは富士山だ。" },
    );
    const fine = await look(model(good));
    expect([fine.by("thinking")?.result, fine.by("thinking off")?.result]).toEqual(["ok", "ok"]);
    const parserless = await serve(() => "富士山です。");
    const without = await look(model(parserless));
    expect(without.by("thinking")).toMatchObject({
      result: "problem",
      advice: expect.stringContaining("reasoning parser"),
    });
    expect(without.code).toBe(2);
    const ignoring = await serve(() => ({ text: "富士山です。", reasoning: "ずっと考えている。" }));
    expect((await look(model(ignoring))).by("thinking off")?.found).toBe("it thinks all the same");
    const hiding = await serve((request) =>
      isOff(request)
        ? { text: "信濃川です。", usage: { completion_tokens: 600 } }
        : { text: "富士山です。", reasoning: "一番高いのは富士山だ。" },
    );
    expect((await look(model(hiding))).by("thinking off")?.found).toMatch(/tokens more than the answer shows/);
  });

  it("finds a model that thinks without a budget", async () => {
    const server = await serve(() => ({ text: "富士山です。", reasoning: "考えている。" }));
    const { by, code } = await look(`m@${server.baseUrl}`);
    expect(by("thinking")).toMatchObject({
      result: "problem",
      advice: expect.stringContaining("--max-thinking-tokens"),
    });
    expect(code).toBe(2);
  });

  it("compares the context with the longest conversation", async () => {
    const small = await look(`m@${(await serve(healthy, vllm(2_048))).baseUrl}`);
    expect(small.by("context")).toMatchObject({
      result: "problem",
      advice: expect.stringContaining("--max-model-len"),
    });
    expect(small.code).toBe(2);
    const large = await look(`m@${(await serve(healthy, vllm(40_960))).baseUrl}`);
    expect(large.by("context")?.result).toBe("ok");
    expect(large.by("reached")?.found).toContain("vLLM 0.30.1");
  });

  it("finds a template that reads the clock, and one whose date is pinned", async () => {
    const template = "{{ strftime_now('%Y-%m-%d') if not conversation_start_date else conversation_start_date }}";
    const server = await serve(healthy, llamaPages({ chat_template: template }));
    const plain = await look(`m@${server.baseUrl}`);
    expect(plain.by("clock")).toMatchObject({
      result: "note",
      advice: expect.stringContaining("conversation_start_date"),
    });
    expect(plain.by("slots")?.found).toBe("3 calls at once");
    const pinned = await look(`llm-jp/llm-jp-4-8b-instruct@${server.baseUrl}`);
    expect(pinned.by("clock")?.result).toBe("note");
    const thinking = await look(`llm-jp/llm-jp-4-8b-thinking@${server.baseUrl}`);
    expect(thinking.by("clock")).toMatchObject({ result: "ok", found: expect.stringContaining("2026-04-03") });
  });

  it("finds that the seed is not honoured, and that a format is ignored", async () => {
    let calls = 0;
    const server = await serve(() => `富士山です。${calls++}`);
    const { by, code } = await look(`m@${server.baseUrl}`);
    expect(by("seed")).toMatchObject({ result: "note" });
    expect(by("structured output")).toMatchObject({ result: "note" });
    expect(code).toBe(0);
  });

  it("does not take a format that was kept and cut for one that was ignored", async () => {
    const server = await serve((request) =>
      request.body.response_format === undefined
        ? healthy(request)
        : { text: '{"mountain": "富士山と呼ばれる', finish: "length" },
    );
    const { by } = await look(`m@${server.baseUrl}`);
    expect(by("structured output")).toMatchObject({ result: "ok", found: expect.stringContaining("cut") });
  });

  it("looks at the judge that the procedure names, unless it is left out", async () => {
    const server = await serve(healthy);
    const args = ["doctor", "--model", `m@${server.baseUrl}`, "--questions", "small", "--judge", "mtbench-ja"];
    const { code, stdout } = await runMain(args, { cwd });
    expect(stdout).toMatch(/judge gpt-5\.4-2026-03-05 +reached +PROBLEM .*OPENAI_API_KEY/);
    expect(stdout).toContain("A run would fail");
    expect(code).toBe(2);
  });

  describe("a judge", () => {
    const judged = async (onRating: Script) => {
      const server = await serve((request) => (isRating(request.text) ? onRating : healthy(request)));
      const args = ["doctor", "--judge-model", `played-judge@${server.baseUrl}`, "--questions", "small"];
      const { code, stdout } = await runMain([...args, "--judge", "mtbench-ja", "--json"], { cwd });
      const { subjects } = reportSchema.parse(JSON.parse(stdout));
      const findings = subjects.find(({ name }) => name === "judge played-judge")?.findings ?? [];
      return { code, by: (check: string) => findings.find((one) => one.check === check) };
    };

    it("is asked for one rating, by the procedure", async () => {
      const { code, by } = await judged("山の話であり、質問に答えていません。\n\n[[2]]");
      expect(by("rating")).toMatchObject({
        result: "ok",
        found: expect.stringMatching(/^2 for an answer of ours, in \d+/),
      });
      expect(code).toBe(0);
    });

    it("that gives none is a problem, with its words", async () => {
      const { code, by } = await judged("とても良い回答です。");
      expect(by("rating")).toMatchObject({
        result: "problem",
        found: expect.stringMatching(/^none \(no-rating.*とても良い回答です。/),
      });
      expect(code).toBe(2);
    });

    it("that thinks until its limit is told so", async () => {
      const { code, by } = await judged({ text: null, reasoning: "まず、", finish: "length" });
      expect(by("rating")).toMatchObject({
        result: "problem",
        found: expect.stringContaining("judge-truncated"),
        advice: expect.stringMatching(/gives it \d+ tokens, thought included/),
      });
      expect(code).toBe(2);
    });
  });

  const asksOne = (server: FakeServer, ...more: string[]) => {
    const args = ["doctor", "--model", `m@${server.baseUrl}`, "--questions", "small", "--judge", "mtbench-ja"];
    return [...args, ...more];
  };

  it("prints each finding as it comes, while the server still holds back the next reply", async () => {
    let calls = 0;
    const server = await serve((request) => {
      calls += 1;
      return calls === 2 ? { steps: ["stall"] } : healthy(request);
    });
    const person = aPerson();
    const ending = main(asksOne(server, "--answers-only", "--json"), person.io);
    await person.until(() => person.stderr().includes("first reply"));
    expect(person.stderr()).toMatch(/files +questions +ok +2 questions of small\n/);
    expect(person.stderr()).not.toMatch(/answers +ok/);
    expect(person.stdout()).toBe("");
    person.send("SIGINT");
    expect(await ending).toBe("interrupted");
  });

  it("keeps what it found when it is interrupted, and makes no findings of the calls that this breaks off", async () => {
    let calls = 0;
    const server = await serve((request) => {
      calls += 1;
      return calls === 2 ? { steps: ["stall"] } : healthy(request);
    });
    const person = aPerson();
    const ending = main(asksOne(server), person.io);
    await person.until(() => calls === 2 && person.stdout().includes("first reply"));
    person.send("SIGINT");
    expect(await ending).toBe("interrupted");
    expect(person.stderr()).toContain("Stopped. What was found until then stands.");
    expect(person.stderr()).not.toContain("before anything");
    expect(person.stdout()).toMatch(/m +first reply +ok +streams/);
    expect(person.stdout()).not.toMatch(/stopped|PROBLEM|judge gpt|Nothing stands|would fail/);
  });

  it("gives an interrupted report as JSON: what was found, and no verdict", async () => {
    let calls = 0;
    const server = await serve((request) => {
      calls += 1;
      return calls === 2 ? { steps: ["stall"] } : healthy(request);
    });
    const person = aPerson();
    const ending = main(asksOne(server, "--json"), person.io);
    await person.until(() => calls === 2);
    person.send("SIGTERM");
    expect(await ending).toBe("terminated");
    const { fit, subjects } = reportSchema.parse(JSON.parse(person.stdout()));
    expect([fit, subjects.map(({ name }) => name)]).toEqual([null, ["files", "m"]]);
    expect(subjects[1]?.findings.map(({ check }) => check)).toContain("first reply");
  });

  it.each([
    ["the first answer", 1],
    ["a later answer alone", 4],
  ])("takes template tokens in %s for a problem, and never says that the answers are ok", async (_, from) => {
    let calls = 0;
    const server = await serve((request) => {
      calls += 1;
      return calls >= from ? "富士山です。<|im_end|>\n<|im_start|>user" : healthy(request);
    });
    const { code, stdout } = await runMain(asksOne(server, "--answers-only"), { cwd });
    expect(stdout.match(/m +answers +PROBLEM +one shows the template's own <\|im_end\|>/g)).toHaveLength(1);
    expect(stdout).not.toMatch(/answers +ok/);
    expect(stdout).not.toMatch(/ ok .*<\|im_/);
    expect(code).toBe(2);
  });

  it("takes a thought in an answer for a problem", async () => {
    const server = await serve(() => "<reasoning>\n富士山のはずだ。");
    const { code, by } = await look(`m@${server.baseUrl}`);
    expect([code, by("answers")?.result]).toEqual([2, "problem"]);
    const cut = await serve(() => ({ text: "", reasoning: "まず、", finish: "length" }));
    expect((await look(`m@${cut.baseUrl}`)).by("answers")).toMatchObject({
      result: "note",
      found: "5 of 5 replies hold no word outside of a thought",
    });
  });

  it("names the judge as the judge where one name serves both", async () => {
    const address = `m@http://127.0.0.1:${await closedPort()}/v1`;
    const args = ["doctor", "--model", address, "--judge-model", address, "--questions", "small"];
    const { stdout } = await runMain([...args, "--judge", "mtbench-ja", "--json"], { cwd });
    const { subjects } = reportSchema.parse(JSON.parse(stdout));
    expect(subjects.map(({ name }) => name)).toEqual(["files", "m", "judge m"]);
    expect(subjects[1]?.findings[0]?.found).toMatch(/^candidate m: /);
    expect(subjects[2]?.findings[0]?.found).toMatch(/^judge m: /);
    const keyless = ["doctor", "--model", "gpt-4o", "--judge-model", "gpt-4o", "--questions", "small"];
    const { stdout: told } = await runMain([...keyless, "--judge", "mtbench-ja"], { cwd });
    expect(told).toMatch(/judge gpt-4o +reached +PROBLEM +judge gpt-4o: .*OPENAI_API_KEY/);
    expect(told).toMatch(/judge gpt-4o, reached: .*--judge-api-key-env/);
  });

  it("finds nothing of the judge with --answers-only, whatever the judge is", async () => {
    const server = await serve(healthy);
    const { code, stdout } = await runMain(asksOne(server, "--answers-only", "--judge-model", "nobody-knows"), { cwd });
    expect(stdout).not.toMatch(/judge|nobody-knows|mtbench-ja/);
    expect(stdout).toMatch(/^files +questions +ok +2 questions of small\n/);
    expect(code).toBe(0);
    expect(server.chats().every(({ text }) => !isRating(text))).toBe(true);
  });

  it("asks for something to look at", async () => {
    const { code, stderr } = await runMain(["doctor", "--questions", "small"], { cwd });
    expect([code, stderr]).toEqual([2, expect.stringContaining("--judge-model")]);
  });
});
