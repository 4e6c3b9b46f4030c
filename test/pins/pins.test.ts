import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { planAnswer } from "../../src/answers/plan-answer.ts";
import { InputError } from "../../src/errors.ts";
import { hardenedVersions } from "../../src/judges/judge.ts";
import { listJudges, loadJudge } from "../../src/judges/load-judge.ts";
import { guardsHash } from "../../src/judgments/harden-answer.ts";
import { procedureOf } from "../../src/judgments/procedure.ts";
import { families, familyOf } from "../../src/models/catalogue.ts";
import type { ModelFamily } from "../../src/models/catalogue-entry.ts";
import type { ThinkingChoice } from "../../src/models/choose-thinking.ts";
import { withoutMessages } from "../../src/models/request-body.ts";
import { candidateOf } from "../../src/models/resolve-model.ts";
import { loadQuestionSet } from "../../src/questions/load-question-set.ts";
import { questionsHash } from "../../src/questions/questions-hash.ts";
import { manifestFor } from "../../src/results/manifest.ts";
import { makeQuestion, makeRules } from "../support/make.ts";
import { describeWithSharedData } from "../support/shared-data.ts";

/*
 * What makes records comparable and calls findable, as it is today. Somebody has records under every one of these hashes
 * and keys: a change here means that their folders are asked or ranked anew. To change one on purpose, run
 * `npx vitest run test/pins -u`, read the difference, and say in CHANGELOG.md what becomes of records that are there.
 */
const folder = mkdtempSync(join(tmpdir(), "mtbench-pins-"));
afterAll(() => rmSync(folder, { recursive: true }));

const pinned = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

describe("the calls of every family", () => {
  const settings: Record<string, ThinkingChoice> = { default: {}, on: { thinking: "on" }, off: { thinking: "off" } };

  function callOf(family: ModelFamily, thinking: ThinkingChoice) {
    const resolved = {
      id: "haiku-9b",
      model: "haiku-9b",
      family,
      place: { kind: "server", address: { baseUrl: "http://h/v1", apiKeyEnv: null } },
      known: null,
      own: null,
    } as const;
    try {
      const candidate = candidateOf(resolved, { id: null, revision: "r7", thinking });
      const { key, body } = planAnswer({
        candidate,
        rules: makeRules({ sampling: "candidate", maxAnswerTokens: 500 }),
        question: makeQuestion(),
        turn: 1,
        trial: 2,
        history: [],
        seed: 5,
      });
      const manifest = manifestFor({
        version: "9",
        createdAt: "",
        set: { id: "s", language: "ja" },
        candidate,
        seed: 5,
      });
      return { call: { key, body: withoutMessages(body) }, stored: manifest.candidate };
    } catch (error) {
      if (error instanceof InputError) return { call: { refused: error.message }, stored: null };
      throw error;
    }
  }

  it("have the bodies and keys that they had", async () => {
    const calls = families.map((family) => [
      family.id,
      Object.fromEntries(Object.entries(settings).map(([name, thinking]) => [name, callOf(family, thinking).call])),
    ]);
    await expect(pinned(Object.fromEntries(calls))).toMatchFileSnapshot("families.json");
  });

  it("hold nothing that is looked up by family", () => {
    const own = familyOf("qwen3-8b");
    const mended: ModelFamily = {
      ...own,
      title: "mended",
      thoughts: "hidden",
      notes: ["mended"],
      sources: [{ from: "elsewhere", read: "2027-01-01" }],
    };
    expect(callOf(mended, {})).toEqual(callOf(own, {}));
  });
});

describe("the shipped question sets", () => {
  async function setIn(id: string, cache: string) {
    const set = await loadQuestionSet(id, { cwd: folder, places: { cache, mirror: null } });
    return {
      hash: questionsHash(set.questions),
      // In their order, which is the order of tables and of asking.
      ids: set.questions.map((question) => question.id).join(" "),
      references: Object.fromEntries(set.references.map((references) => [references.name, references.hash])),
    };
  }

  it("ja-original has its hash and its order", async () => {
    await expect(pinned(await setIn("ja-original", folder))).toMatchFileSnapshot("sets/ja-original.json");
  });

  describeWithSharedData("with the public files", (data) => {
    it.each(["ja-mt-bench-v3", "ja-mt-bench-v4", "en-mt-bench", "rakuda-v2", "ja-vicuna-qa", "ko-mt-bench"])(
      "%s has its hash and its order",
      async (id) => {
        const cache = join(folder, id);
        mkdirSync(cache);
        symlinkSync(join(data, "upstream"), join(cache, "raw.githubusercontent.com"));
        await expect(pinned(await setIn(id, cache))).toMatchFileSnapshot(`sets/${id}.json`);
      },
    );
  });
});

describe("the procedures of the shipped judges", () => {
  it("escape answers as they did", async () => {
    const versions = hardenedVersions.map((version) => [String(version), guardsHash(version)]);
    await expect(pinned(Object.fromEntries(versions))).toMatchFileSnapshot("escapes.json");
  });

  const ofFlexeval = ["flexeval-ja", "elyza-tasks-100"] as const;

  async function procedureIn(judge: string, language: string, cache: string) {
    const loaded = await loadJudge(judge, { language }, { cwd: folder, places: { cache, mirror: null } });
    const model = { model: loaded.model, wire: familyOf(loaded.model).wire };
    return procedureOf(loaded, null, model, { temperatures: { writing: 0.7, math: 0 } });
  }

  it("mtbench-ja has its hash", async () => {
    await expect(pinned(await procedureIn("mtbench-ja", "ja", folder))).toMatchFileSnapshot(
      "judges/mtbench-ja.ja.json",
    );
  });

  describeWithSharedData("with the public files", (data) => {
    it("all have the hashes that they had", async () => {
      const cache = join(folder, "official");
      mkdirSync(cache);
      symlinkSync(join(data, "upstream"), join(cache, "raw.githubusercontent.com"));
      for (const { id, languages } of await listJudges({ cwd: folder })) {
        // Below: their files are not among the shared ones.
        if (ofFlexeval.some((one) => one === id)) continue;
        for (const language of languages ?? ["ja"]) {
          const text = pinned(await procedureIn(id, language, cache));
          await expect(text).toMatchFileSnapshot(`judges/${id}.${language}.json`);
        }
      }
    });
  });

  const flexeval = "upstream/sbintuitions/flexeval/5ea863fa35a63ef47862ded8999eccb6a43081db";
  describeWithSharedData({ name: "with flexeval's file", needs: [flexeval] }, (data) => {
    it.each(ofFlexeval)("%s has its hash", async (id) => {
      const cache = join(folder, `flexeval-${id}`);
      mkdirSync(cache);
      symlinkSync(join(data, "upstream"), join(cache, "raw.githubusercontent.com"));
      const text = pinned(await procedureIn(id, "ja", cache));
      await expect(text).toMatchFileSnapshot(`judges/${id}.ja.json`);
    });
  });
});
