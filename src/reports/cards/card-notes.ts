import { type CardUse, type Criterion, cardUses } from "../../cards/card-verdict.ts";
import type { JudgeCard } from "../../cards/judge-card.ts";
import { cardsOf } from "../../cards/load-cards.ts";
import { type JudgingProcedure, juryRecordOf } from "../../results/procedure-record.ts";
import type { BoardReliability } from "../../statistics/agreement/board-reliability.ts";
import { type CardLanguage, measuredOnText, reasonText, stateWords } from "./card-words.ts";

/** Reasons that a line tells. */
const toldReasons = 3;

/** What a card says of a judge for one use, in a sentence; without a card, that there is none. */
function cardNote(
  card: JudgeCard | null,
  use: CardUse,
  judge: { readonly id: string; readonly model: string },
): string {
  if (card === null) {
    return `no judge card: ${judge.id} by ${judge.model} has not been tried on answers of known quality (mtbench judges card)`;
  }
  const on = `judge card (${measuredOnText(card)})`;
  if (card.isCircular)
    return `${on}: circular, its rules were written beside these exemplars; it shows nothing about a judge`;
  const weak = weaknessesFor(card, use, "en");
  const told = weak.slice(0, toldReasons).join("; ");
  const more = weak.length > toldReasons ? ` and ${weak.length - toldReasons} more` : "";
  const state = `${on}: ${stateWords[card.verdicts[use].state].en} for a ${use}`;
  return weak.length === 0 ? state : `${state}; ${told}${more}`;
}

/** A note for everyone who rates under a procedure: of a jury one a member. */
export function cardNotes(cards: readonly JudgeCard[], procedure: JudgingProcedure, use: CardUse): string[] {
  const isJury = juryRecordOf(procedure) !== null;
  return cardsOf(cards, procedure).map(({ model, card }) => {
    const note = cardNote(card, use, { id: procedure.judge, model });
    return isJury && card !== null ? `${model}: ${note}` : note;
  });
}

/** The criteria of a use that are not fit, as reasons; unfit ones first. */
function weaknessesFor(card: JudgeCard, use: CardUse, language: CardLanguage): string[] {
  const { criteria } = card.verdicts[use];
  const of = (state: Criterion["state"]) => criteria.filter((one) => one.state === state);
  const shown = of("unfit").map((one) => reasonText(one, language));
  const open = of("not shown").map((one) => {
    const reason = reasonText(one, language);
    return language === "en" ? `not shown: ${reason}` : `示せない：${reason}`;
  });
  return [...shown, ...open];
}

/** How well a board would be ordered again, beside how far apart its pool is; nothing below five candidates. */
export function reliabilityNote(board: BoardReliability | null): string | null {
  if (board === null) return null;
  const { reliability, candidates, questions, spread } = board;
  return `reliability ${reliability.toFixed(2)}: how well this judge would order these ${candidates} candidates again on other questions (${questions} here); their scores spread by sd ${spread.toFixed(2)}, and closer ones are harder to order`;
}

/** A card as scripts read it beside a board; null: there is none. */
export function cardSummary(card: JudgeCard | null) {
  if (card === null) return null;
  const { judgeKey, measuredOn, measuredAt, isCircular, verdicts } = card;
  const verdictOf = (use: CardUse) => ({ state: verdicts[use].state, weaknesses: weaknessesFor(card, use, "en") });
  return {
    judgeKey,
    set: measuredOn.set,
    version: measuredOn.version,
    measuredAt,
    isCircular,
    verdicts: Object.fromEntries(cardUses.map((use) => [use, verdictOf(use)])),
  };
}
