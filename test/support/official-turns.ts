import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadQuestionSet, loadSetDefinition } from "../../src/questions/load-question-set.ts";
import { questionSetSources } from "../../src/questions/set-definition.ts";
import { fetchSource } from "../../src/sources/fetch-source.ts";
import { sourcePlaces } from "../../src/sources/source-places.ts";

export interface OfficialTurn {
  readonly set: string;
  readonly id: string;
  /** 1-based. */
  readonly turn: number;
  readonly text: string;
}

/** Every turn of the official question sets, read from the shared data's copies of their pinned files. */
export async function officialTurns(data: string): Promise<readonly OfficialTurn[]> {
  const cwd = await mkdtemp(join(tmpdir(), "mtbench-official-"));
  try {
    const places = sourcePlaces({ MTBENCH_CACHE: join(cwd, "cache") });
    const turns: OfficialTurn[] = [];
    for (const set of ["ja-mt-bench-v3", "ja-mt-bench-v4", "en-mt-bench"]) {
      const { definition } = await loadSetDefinition(set, { cwd });
      for (const file of questionSetSources(definition)) {
        const fetch = () => Promise.reject(new Error("the network was asked"));
        await fetchSource(file, places, { from: join(data, "upstream"), fetch });
      }
      const { questions } = await loadQuestionSet(set, { cwd, places });
      for (const { id, turns: texts } of questions) {
        turns.push(...texts.map((text, index) => ({ set, id, turn: index + 1, text })));
      }
    }
    return turns;
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}
