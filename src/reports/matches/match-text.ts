import { judgesText } from "../../results/procedure-record.ts";
import type { MatchPool } from "../../tallies/load-pool.ts";
import type { ShownPair } from "../../tallies/shown-pairs.ts";
import type { PoolTally } from "../../tallies/tally-pool.ts";
import { escapeMarkdownCell, escapeTerminalLine } from "../../text/escape.ts";
import { markdownTable } from "../tables/leaderboard-markdown.ts";
import { layOut, type TextBlock } from "../tables/text-table.ts";
import { manyPairs } from "./many-pairs.ts";
import { pairBlocks } from "./pair-blocks.ts";
import { strengthBlocks } from "./strength-text.ts";

export interface MatchesPage {
  readonly pool: Pick<MatchPool, "procedure" | "questionSet">;
  readonly pairs: readonly ShownPair[];
  /** Null where nothing counts yet. */
  readonly strength: PoolTally | null;
}

interface Section {
  readonly title: string | null;
  readonly blocks: readonly TextBlock[];
}

/** For a terminal of so many columns; undefined: of any width. `isCorrected`: strengths without length and style. */
export function matchText(page: MatchesPage, isCorrected: boolean, columns?: number): string {
  const blocks = sectionsOf(page, isCorrected).flatMap(({ title, blocks: own }, index): TextBlock[] => [
    ...(index === 0 ? [] : [""]),
    ...(title === null ? [] : [title]),
    ...own,
  ]);
  return layOut(blocks, columns);
}

/** GitHub-flavoured Markdown, with the same words and numbers. */
export function matchMarkdown(page: MatchesPage, isCorrected: boolean): string {
  const parts = sectionsOf(page, isCorrected).flatMap(({ title, blocks }) => [
    ...(title === null ? [] : [`### ${escapeMarkdownCell(title)}`]),
    ...blocks.flatMap((block) => {
      if (typeof block !== "string") return [markdownTable(block)];
      return block === "" ? [] : [escapeMarkdownCell(block.trim())];
    }),
  ]);
  return `${parts.join("\n\n")}\n`;
}

/** So many pairs are shown one by one, with all that is known of each. */
const mostInFull = 3;

function sectionsOf({ pool, pairs, strength }: MatchesPage, isCorrected: boolean): Section[] {
  const { procedure, questionSet } = pool;
  const steps = procedure.fields.steps === 5 ? "five steps" : "three steps";
  const head = `${questionSet.title}: answers side by side, every turn in both orders. Judge ${procedure.judge} by ${judgesText(procedure.judges)}, verdicts of ${steps}, match procedure ${procedure.hash.slice(0, 12)}.`;
  return [
    { title: null, blocks: [escapeTerminalLine(head)] },
    ...(pairs.length > mostInFull
      ? [{ title: null, blocks: manyPairs(pairs, questionSet.categories) }]
      : pairs.map((pair) => ({
          title: escapeTerminalLine(`${pair.tally.one} against ${pair.tally.other}`),
          blocks: pairBlocks(pair),
        }))),
    ...(strength === null ? [] : [{ title: null, blocks: strengthBlocks(strength, isCorrected) }]),
  ];
}

/** Full precision, for scripts. */
export function matchJson({ pool: { procedure, questionSet }, pairs, strength }: MatchesPage): object {
  return {
    questionSet: questionSet.id,
    judge: { id: procedure.judge, model: judgesText(procedure.judges) },
    procedure: procedure.hash,
    pairs: pairs.map(({ tally, ratings }) => ({ ...tally, ratings })),
    strength,
  };
}
