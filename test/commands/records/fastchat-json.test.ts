import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { answerRow, aPlace, jsonl, judgmentRow, put } from "../../exchange/harness.ts";
import { runMain } from "../../support/run-main.ts";

describe("import and export with --json", () => {
  it("say what was written, and where, and stdout holds nothing else", async () => {
    const { cwd } = await aPlace();
    await put(cwd, "answered.jsonl", jsonl([answerRow(3, ["三番への返事。"])]));
    await put(cwd, "judged.jsonl", jsonl([judgmentRow({ question_id: 3 })]));
    const files = ["--answers", "answered.jsonl", "--judgments", "judged.jsonl"];
    const read = ["import", "fastchat", "--questions", "tiny", ...files, "--results", "kept"];
    const first = await runMain([...read, "--json"], { cwd });
    expect(first.code).toBe(0);
    const folder = join(cwd, "kept", "tiny", "sakura-9b+import");
    const counts = { candidate: "sakura-9b", folder, answers: 1, judgments: 1 };
    const told = JSON.parse(first.stdout);
    expect(told).toMatchObject({ questionSet: "tiny", imported: [{ ...counts, appended: 2 }] });
    expect(told.imported[0].report.candidate).toBe("sakura-9b");
    const again = await runMain([...read, "--format", "json"], { cwd });
    expect(JSON.parse(again.stdout).imported).toMatchObject([{ ...counts, appended: 0 }]);
    expect((await runMain(read, { cwd })).stdout).toBe("");

    const out = await runMain(["export", "fastchat", "--results", "kept", "--out", "out", "--json"], { cwd });
    expect(out.code).toBe(0);
    const { exported } = JSON.parse(out.stdout);
    expect(exported).toMatchObject([{ questionSet: "tiny", folder: join(cwd, "out") }]);
    expect(exported[0].files).toContain("model_answer/sakura-9b.jsonl");
    expect(exported[0].files).toContain("question.jsonl");
  });
});
