import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { packageRoot } from "../../src/files/package-root.ts";
import { listJudges } from "../../src/judges/load-judge.ts";
import { type FakeServer, startFakeServer } from "../support/fake-server.ts";
import { runMain } from "../support/run-main.ts";
import { describeWithSharedData } from "../support/shared-data.ts";

/** Braces and a line feed, which a second formatting would eat. */
const answers = ["回答です。\n{波}括弧", "二つめの回答"] as const;

/*
 * sha256 over system prompt, NUL and user prompt, for the first question of math (with a reference) and of writing. Made by Python's
 * str.format from upstream's files as upstream's code calls it, over the official questions and references and the answers above.
 */
const strict = {
  "llm-jp-judge-v2 ja-mt-bench-v3": {
    math: [
      "d3a0a4b8e7631f0e77b20104760c6a29e095f8b1d5384419a9041a12117c78e8",
      "aa0797200c424e61b37d0aa612f247dfe8292e4f375de6c88057dd72745339a6",
    ],
    writing: [
      "8d5fdb9c9c4422731cf1df6c50ada1b506a8ffe6174aeacca46959d8915e6081",
      "11ee96ba9680d98f8ace55e4a6a59ad36d524c30091ef772e71c740de60e64bf",
    ],
  },
  "llm-jp-judge-v2 en-mt-bench": {
    math: [
      "1772322b6ebf7f01b89009317c13359e8477da033d8d1ab9bab3fc7dcfa1b883",
      "9ddc72db06aceb89dad586cb026cd07c32264391ba32b07a8e40c6b5e4d77e2d",
    ],
    writing: [
      "b8a3a9f3ab22334039d415e0be7a098db45dd898c833720c164c122a4375c1ea",
      "12222e54f9781917d951b9a9d2f5567514c2683dcb6c801b1fabfeaf32162e4e",
    ],
  },
  "swallow-ja ja-mt-bench-v4": {
    math: [
      "d3a0a4b8e7631f0e77b20104760c6a29e095f8b1d5384419a9041a12117c78e8",
      "aa64fca4cd0920d698553913e7b65ff0aa8c97963dfe4d005f6d56880f379c53",
    ],
    writing: [
      "8d5fdb9c9c4422731cf1df6c50ada1b506a8ffe6174aeacca46959d8915e6081",
      "4e44024064029571912c7efb31f0573f869abc74b68d46db25646a87c0e73cfe",
    ],
  },
  "stability-ja ja-mt-bench-v4": {
    math: ["ecea781969388234e6d5ca930c8838f260d5ca2a38a27f66e64ba09b46fb9bc9"],
    writing: ["6af95f38740de88a12bf549852b43e46bf440d70c13ab8ce67faeed26e6a3d40"],
  },
  "fastchat-en en-mt-bench": {
    math: [
      "1772322b6ebf7f01b89009317c13359e8477da033d8d1ab9bab3fc7dcfa1b883",
      "137a57aae8703d9c407d2fc02c80f900f2f791fbdd9b26cb54503423c202ac81",
    ],
    writing: [
      "b8a3a9f3ab22334039d415e0be7a098db45dd898c833720c164c122a4375c1ea",
      "00b21e1291767f60dc70e709df21c318a1d97a8aa529b710bc3c23b8ac42495b",
    ],
  },
};

// By the package flexeval 0.10.1: its Jinja environment over the pinned file's templates, the second turn alone.
const flexeval = {
  math: ["8c944d01f167b32cbcf831e4f550d20502ce9b87b85e4e5a5c989a886b4a644a"],
  writing: ["17f03b36041e6d9bced1b68c843e533b640b40e6dd51865653075c26ca618357"],
};

/** Those whose prompts test/judges/board-judges, other-sets and test/matches/plan-match hold byte for byte. */
const elsewhere = ["ja-vicuna-qa", "komt-bench", "nejumi-4", "rakuda", "shaberi", "swallow-v202604"];

it("every strict judge has its prompts held", async () => {
  const ids: string[] = [];
  for (const { id } of await listJudges({ cwd: tmpdir() })) {
    const definition = await readFile(join(packageRoot, "judges", id, "judge.yaml"), "utf8");
    if (/^strict: true$/m.test(definition)) ids.push(id);
  }
  const here = Object.keys(strict).map((name) => name.split(" ")[0] ?? "");
  expect(ids.sort()).toEqual([...new Set([...here, "flexeval-ja", "elyza-tasks-100", ...elsewhere])].sort());
});

const flexevalFile =
  "upstream/sbintuitions/flexeval/5ea863fa35a63ef47862ded8999eccb6a43081db/examples/sarashina_2_2_evaluation/configs/instruction_evals/mt-ja.jsonnet";

function holdPrompts(data: string, table: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>) {
  const cwd = mkdtempSync(join(tmpdir(), "mtbench-strict-"));
  const env = { MTBENCH_CACHE: join(cwd, "cache") };
  let server: FakeServer;
  beforeAll(async () => {
    mkdirSync(env.MTBENCH_CACHE);
    symlinkSync(join(data, "upstream"), join(env.MTBENCH_CACHE, "raw.githubusercontent.com"));
    server = await startFakeServer({
      models: ["m", "j"],
      onChat: ({ body: { model, messages = [] } }) =>
        model === "j" ? "[[7]]" : (answers[messages.filter(({ role }) => role === "user").length - 1] ?? ""),
    });
  });
  afterAll(async () => {
    await server.close();
    rmSync(cwd, { recursive: true });
  });

  const rows = Object.entries(table).flatMap(([name, byCategory]) =>
    Object.entries(byCategory).map(([category, hashes]) => [name, category, hashes] as const),
  );
  it.each(rows)("%s, %s: prompts byte for byte", async (name, category, hashes) => {
    const [judge = "", questions = ""] = name.split(" ");
    const before = server.requests.length;
    const at = (model: string) => `${model}@${server.baseUrl}`;
    const { code, stderr } = await runMain(
      [
        ...["run", "--model", at("m"), "--judge-model", at("j"), "--judge", judge, "--questions", questions],
        ...[
          "--categories",
          category,
          "--limit",
          "1",
          "--trials",
          "1",
          "--results",
          `${judge}-${questions}-${category}`,
        ],
      ],
      { cwd, env },
    );
    expect(code, stderr).toBe(0);
    const sent = server.requests.slice(before).flatMap(({ body: { model, messages = [] } }) => {
      if (model !== "j" || messages.length === 0) return [];
      expect(messages.map(({ role }) => role)).toEqual(["system", "user"]);
      return [
        createHash("sha256")
          .update(messages.map(({ content }) => content).join("\0"))
          .digest("hex"),
      ];
    });
    expect(sent.sort()).toEqual([...hashes].sort());
  });
}

describeWithSharedData("strict judges", (data) => holdPrompts(data, strict));

describeWithSharedData({ name: "flexeval's judge", needs: [flexevalFile] }, (data) =>
  holdPrompts(data, { "flexeval-ja ja-mt-bench-v3": flexeval }),
);

const elyzaFile = flexevalFile.replace("mt-ja.jsonnet", "elyza_tasks_100.jsonnet");

describeWithSharedData({ name: "ELYZA-tasks-100's judge", needs: [elyzaFile] }, (data) => {
  it("rates a table in its form by each question's criterion: the prompt byte for byte, 1 to 5, nothing else sent", async () => {
    const cwd = mkdtempSync(join(tmpdir(), "mtbench-elyza-"));
    const env = { MTBENCH_CACHE: join(cwd, "cache") };
    mkdirSync(env.MTBENCH_CACHE);
    symlinkSync(join(data, "upstream"), join(env.MTBENCH_CACHE, "raw.githubusercontent.com"));
    mkdirSync(join(cwd, "questions", "tasks"), { recursive: true });
    writeFileSync(
      join(cwd, "questions", "tasks", "set.yaml"),
      "id: tasks\ntitle: 課題\nlanguage: ja\nlicence: CC0-1.0\ncategories: [tasks]\ntemperatures: { tasks: 0 }\n" +
        "questions: { file: test.csv }\ncolumns: { turns: [input], criterion: eval_aspect, reference: output }\n",
    );
    const row = '"一行目、\n""二""行目","手本\n二行目","誤りがあれば減点, 最大5点 {x}"';
    writeFileSync(join(cwd, "questions", "tasks", "test.csv"), `input,output,eval_aspect\n${row}\n`);
    const server = await startFakeServer({
      models: ["m", "j"],
      onChat: ({ body: { model } }) => (model === "j" ? "4" : answers[0]),
    });
    const at = (model: string) => `${model}@${server.baseUrl}`;
    const words = ["--questions", "tasks", "--judge", "elyza-tasks-100"];
    const { code, stdout } = await runMain(["run", "--model", at("m"), "--judge-model", at("j"), ...words], {
      cwd,
      env,
    });
    const judged = server.requests.find(({ body }) => body.model === "j" && body.messages !== undefined)?.body;
    await server.close();
    rmSync(cwd, { recursive: true });
    expect([code, stdout]).toEqual([0, expect.stringMatching(/m +4\.00 /)]);
    const { stream: _, stream_options: __, messages = [], ...sent } = judged ?? {};
    expect([sent, messages.map(({ role }) => role)]).toEqual([{ model: "j" }, ["user"]]);
    // By flexeval's own Jinja environment over the pinned file's template.
    expect(
      createHash("sha256")
        .update(messages[0]?.content ?? "")
        .digest("hex"),
    ).toBe("1a29124dc07d61df78a74f918cc976ce8c6a42d79e2375c0c306371fe7eb563a");
  });
});
