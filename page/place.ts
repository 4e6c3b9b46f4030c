/** What an address points at: `#q=31&a=...&b=...`. Everything is kept by name, so that it outlives a new run. */
export interface Place {
  /** Question id; null: the list. */
  readonly question: string | null;
  /** Candidate ids, left and right; null: the page's choice. */
  readonly left: string | null;
  readonly right: string | null;
  /** Start of a protocol key; null: the first board. */
  readonly protocol: string | null;
  readonly search: string;
}

export const nowhere: Place = { question: null, left: null, right: null, protocol: null, search: "" };

export function parsePlace(hash: string): Place {
  const fields = new URLSearchParams(hash.replace(/^#/u, ""));
  return {
    question: fields.get("q"),
    left: fields.get("a"),
    right: fields.get("b"),
    protocol: fields.get("p"),
    search: fields.get("s") ?? "",
  };
}

export function formatPlace({ question, left, right, protocol, search }: Place): string {
  const fields = new URLSearchParams();
  if (protocol !== null) fields.set("p", protocol);
  if (question !== null) fields.set("q", question);
  if (left !== null) fields.set("a", left);
  if (right !== null) fields.set("b", right);
  if (search !== "") fields.set("s", search);
  const text = fields.toString();
  return text === "" ? "#" : `#${text}`;
}
