import type { LoadedQuestionSet } from "../../src/questions/load-question-set.ts";
import { practiceJudge } from "../../src/servers/practice/practice-judge.ts";
import {
  type PracticeModel,
  type PracticeServer,
  startPracticeServer,
} from "../../src/servers/practice/practice-server.ts";
import { characterNgrams, jaccard } from "../../src/text/ngrams.ts";

type Answers = (id: string, turn: number) => string;

/** Finds a question of the sets by its first words, exactly. */
function known(sets: readonly LoadedQuestionSet[], answer: (set: LoadedQuestionSet) => Answers): PracticeModel {
  const byText = new Map(
    sets.flatMap((set) => set.questions.map(({ id, turns }) => [turns[0], { id, answers: answer(set) }])),
  );
  return (messages) => {
    const asked = messages.filter((message) => message.role === "user");
    const found = byText.get(asked[0]?.content ?? "");
    return found === undefined ? "わかりません。" : found.answers(found.id, asked.length - 1);
  };
}

const referenceOf =
  (set: LoadedQuestionSet): Answers =>
  (id, turn) =>
    set.references[0]?.byQuestion.get(id)?.[turn] ?? "わかりません。";

/**
 * Two practice models and a judge: `honest` gives the right answer to whatever is asked, `memoriser` gives the original's
 * answer to the original question that looks most like what is asked.
 */
export async function startMemoriser(
  original: LoadedQuestionSet,
  variants: readonly LoadedQuestionSet[],
): Promise<PracticeServer> {
  const grams = original.questions.map((question) => ({
    id: question.id,
    grams: characterNgrams(question.turns[0], 3),
  }));
  const memoriser: PracticeModel = (messages) => {
    const asked = messages.filter((message) => message.role === "user");
    const text = characterNgrams(asked[0]?.content ?? "", 3);
    const [best] = [...grams].sort((a, b) => jaccard(b.grams, text) - jaccard(a.grams, text));
    return referenceOf(original)(best?.id ?? "", asked.length - 1);
  };
  const all = [original, ...variants];
  const judges = all.map((set) => practiceJudge(set));
  const judge: PracticeModel = (messages) => {
    const prompt = messages.map((message) => message.content).join("\n");
    const index = all.findIndex((set) => set.questions.some((question) => prompt.includes(question.turns[0])));
    return judges[Math.max(index, 0)]?.(messages) ?? "";
  };
  return startPracticeServer({
    models: new Map([
      ["honest", known(all, referenceOf)],
      ["memoriser", memoriser],
      ["judge", judge],
    ]),
  });
}
