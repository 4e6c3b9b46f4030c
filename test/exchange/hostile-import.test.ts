import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { expect, it } from "vitest";
import { answerRow, aPlace, importInto, jsonl, judgmentRow, put } from "./harness.ts";

it.each(["../../escape", "/etc/cron.d/x", "a\0b", "CON", "..", "長い".repeat(150), "ｓａｋｕｒａ/../x"])(
  "an imported model, judge and file called %j stay below the results folder",
  async (name) => {
    const place = await aPlace();
    const rows = [judgmentRow({ question_id: 3, model: name, judge: [name, "single-v1"] })];
    const answers = await put(place.cwd, "in/answers.jsonl", jsonl([{ ...answerRow(3, ["答え。"]), model_id: name }]));
    const judgments = await put(place.cwd, "in/judgments.jsonl", jsonl(rows));
    const before = (await readdir(place.cwd)).sort();
    await importInto(place, { answers: [answers], judgments: [judgments] });
    const after = (await readdir(place.cwd, { recursive: true, withFileTypes: true })).filter((one) => one.isFile());
    const written = after
      .map((one) => relative(place.cwd, join(one.parentPath, one.name)))
      .filter((path) => !path.startsWith("in/") && !path.startsWith("questions/"));
    expect(written.length).toBeGreaterThan(0);
    for (const path of written) expect(path).toMatch(/^kept\/tiny\/[^/]+\+import\//u);
    expect((await readdir(place.cwd)).filter((one) => !before.includes(one))).toEqual(["kept"]);
  },
);
