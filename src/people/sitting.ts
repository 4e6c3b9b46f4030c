import { InputError } from "../errors.ts";
import { personJudge, pseudonymOf } from "../judgments/rater.ts";
import type { DeskPlan } from "../results/desk/desk-plan.ts";
import type { OpenDesk } from "../results/desk/open-desk.ts";
import { deskRecord, type Given } from "./desk-record.ts";
import { type DeskStep, deskSteps, stepKey } from "./desk-steps.ts";
import type { DeskTexts } from "./desk-texts.ts";
import { type JudgeView, judgeView, type StepView, stepView } from "./desk-view.ts";
import { namesModelFlag } from "./self-names.ts";

/** How far a person is. */
export interface Standing {
  readonly of: number;
  readonly done: number;
  /** 1-based place of the first step without anything; null: everything has something. */
  readonly next: number | null;
}

/** Hexadecimal digits of a step's name: enough to tell the steps of every plan apart. */
const codeDigits = 12;

/** One person at a desk. Places are 1-based. */
export interface Sitting {
  standing(): Standing;
  step(place: number): StepView;
  /** What a spreadsheet calls a step. */
  code(place: number): string;
  /**
   * Keeps what the person gives; it is on the disk when the promise is kept.
   *
   * @throws InputError for a rating off the scale, and for one whose judge's rating was looked up
   */
  give(place: number, given: Given, note: string, seconds: number | null): Promise<Standing>;
  /** Takes back the last thing that the person gave and may take back; the place of it, null: there is none. */
  undo(): Promise<number | null>;
  /** What the judge gave, once the person's own rating is in; null before. */
  judge(place: number): Promise<JudgeView | null>;
}

export interface SittingTools {
  readonly open: OpenDesk;
  readonly texts: DeskTexts;
  readonly now: () => number;
}

/**
 * Seats a person at a desk.
 *
 * @throws InputError for a name that is no pseudonym, and while another process serves this person
 */
export async function sitDown(name: string, { open, texts, now }: SittingTools): Promise<Sitting> {
  const judge = judgeOf(name);
  const { plan } = open.desk;
  const steps = deskSteps(plan, await open.sit(judge));
  const keys = steps.map((step) => stepKey(plan, step, judge));
  const recordAt = (place: number) => open.desk.records.get(keys[place - 1] ?? "");
  const isLocked = (place: number) => open.desk.looks.has(`${judge} ${keys[place - 1]}`);
  const stepAt = (place: number): DeskStep => {
    const step = steps[place - 1];
    if (step === undefined) throw new InputError(`there is no step ${place}`);
    return step;
  };
  const standing = (): Standing => {
    const open = keys.findIndex((_, index) => recordAt(index + 1) === undefined);
    const done = keys.filter((_, index) => recordAt(index + 1) !== undefined).length;
    return { of: steps.length, done, next: open < 0 ? null : open + 1 };
  };
  const keep = (place: number, given: Given, note: string, seconds: number | null) => {
    const step = stepAt(place);
    const flags = step.answerKeys.some((key) => texts.answer(key).names) ? [namesModelFlag] : [];
    const at = new Date(now()).toISOString();
    return open.append(deskRecord({ plan, step, judge, given, note: note.trim(), flags, at, seconds }));
  };
  return {
    standing,
    step(place) {
      const step = stepAt(place);
      return stepView({ plan, step, texts }, { place, of: steps.length }, recordAt(place), isLocked(place));
    },
    code: (place) => stepKey(plan, stepAt(place), judge).slice(0, codeDigits),
    async give(place, given, note, seconds) {
      refuseWrong(plan, given);
      if (isLocked(place)) throw new InputError("what the judge gave was looked up here, so this rating stays");
      await keep(place, given, note, seconds);
      return standing();
    },
    async undo() {
      const given = keys.flatMap((_, index) => {
        const record = recordAt(index + 1);
        return record === undefined || isLocked(index + 1) ? [] : [{ place: index + 1, at: record.at }];
      });
      const last = given.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.place - b.place)).at(-1);
      if (last === undefined) return null;
      await keep(last.place, { kind: "withdrawn" }, "", null);
      return last.place;
    },
    async judge(place) {
      const step = stepAt(place);
      if (recordAt(place) === undefined) return null;
      await open.look(judge, keys[place - 1] ?? "");
      return judgeView(step, texts);
    },
  };
}

/** @throws InputError for what is no pseudonym */
export function judgeOf(name: string): string {
  try {
    // Tables call people by their name as a judge, and it is typed so.
    return personJudge(pseudonymOf(name.normalize("NFC")) ?? name.normalize("NFC"));
  } catch (error) {
    throw new InputError(`${JSON.stringify(name)} is no pseudonym`, {
      hint: "At most 64 letters, digits, dots, underscores and hyphens of any script, beginning with a letter or digit.",
      cause: error,
    });
  }
}

/** @throws InputError for what the plan does not ask for */
function refuseWrong({ kind, scale }: Pick<DeskPlan, "kind" | "scale">, given: Given): void {
  if (given.kind === "rated" && (kind !== "ratings" || !isOnScale(given.rating, scale))) {
    throw new InputError(`expected a whole number from ${scale.min} to ${scale.max}, got ${given.rating}`);
  }
  if (given.kind === "matched" && kind !== "matches") throw new InputError("this desk wants a rating");
}

/** People rate in whole steps from the scale's low end; both ends are always among them. */
function isOnScale(rating: number, { min, max }: DeskPlan["scale"]): boolean {
  return rating === max || (rating >= min && rating <= max && Number.isInteger(rating - min));
}
