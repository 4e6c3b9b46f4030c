import { type QuestionFilter, questionOrders, questionShows } from "./question-rows.ts";

/**
 * What an address points at: `#q=31&a=...&b=...`. Everything is kept by name, so that it outlives a new run; what is no name
 * of ours is dropped.
 */
export interface Place {
  /** Question id; null: the list. */
  readonly question: string | null;
  /** Candidate ids, left and right; null: the page's choice. */
  readonly left: string | null;
  readonly right: string | null;
  /** Start of a protocol key; null: the first board. */
  readonly protocol: string | null;
  readonly search: string;
  /** Which questions are listed, and in which order. */
  readonly filter: QuestionFilter;
}

const unfiltered: QuestionFilter = { category: null, turn: null, show: "all", order: "difference" };

export const nowhere: Place = {
  question: null,
  left: null,
  right: null,
  protocol: null,
  search: "",
  filter: unfiltered,
};

export function parsePlace(hash: string): Place {
  const fields = new URLSearchParams(hash.replace(/^#/u, ""));
  return {
    question: fields.get("q"),
    left: fields.get("a"),
    right: fields.get("b"),
    protocol: fields.get("p"),
    search: fields.get("s") ?? "",
    filter: {
      category: fields.get("c"),
      turn: /^[1-9]\d{0,3}$/u.test(fields.get("t") ?? "") ? Number(fields.get("t")) : null,
      show: questionShows.find((one) => one === fields.get("f")) ?? unfiltered.show,
      order: questionOrders.find((one) => one === fields.get("o")) ?? unfiltered.order,
    },
  };
}

export function formatPlace({ question, left, right, protocol, search, filter }: Place): string {
  const fields = new URLSearchParams();
  if (protocol !== null) fields.set("p", protocol);
  if (question !== null) fields.set("q", question);
  if (left !== null) fields.set("a", left);
  if (right !== null) fields.set("b", right);
  if (search !== "") fields.set("s", search);
  if (filter.category !== null) fields.set("c", filter.category);
  if (filter.turn !== null) fields.set("t", String(filter.turn));
  if (filter.show !== unfiltered.show) fields.set("f", filter.show);
  if (filter.order !== unfiltered.order) fields.set("o", filter.order);
  const text = fields.toString();
  return text === "" ? "#" : `#${text}`;
}
