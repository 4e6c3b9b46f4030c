import { shorten } from "./shorten.ts";

/** Messages that say the same. */
export interface AlikeGroup {
  readonly count: number;
  /** The first of them, as it came. */
  readonly example: string;
}

/**
 * What stays the same of a message that is told many times: without numbers (but HTTP's own), ids and capitals. Two messages
 * of one likeness differ only in which call they are about.
 */
export function likeness(message: string): string {
  return message
    .slice(0, 300)
    .toLowerCase()
    .replace(/\b(?=[\w-]{8,80}\b)(?=[a-z_-]*\d)[\w-]+\b/gu, "#")
    .replace(/(?<!\d)(?<!http )\d+(?:\.\d+)?/gu, "#")
    .replace(/\s+/gu, " ");
}

/** Counts messages as they come. */
export interface AlikeCounter {
  add(message: string): void;
  /** The most frequent first; equally frequent ones in the order of their first. */
  groups(): AlikeGroup[];
}

export function countAlike(): AlikeCounter {
  const groups = new Map<string, { count: number; readonly example: string }>();
  return {
    add(message) {
      const key = likeness(message);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { count: 1, example: message });
      else group.count += 1;
    },
    groups: () => [...groups.values()].map((group) => ({ ...group })).sort((a, b) => b.count - a.count),
  };
}

/** `80 x HTTP 501: ...`: a group on one line, its example cut to so many characters. */
export function alikeText({ count, example }: AlikeGroup, characters: number): string {
  return `${count} x ${shorten(example.replace(/\s+/gu, " "), characters)}`;
}
