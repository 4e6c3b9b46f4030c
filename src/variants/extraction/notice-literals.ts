// The words in which a reply may say what differs between two versions of a notice, and what is right.

type Literals = readonly [string, ...string[]];

/** The morning of the day itself, in Japanese; `what` is what happens then, such as 断水. */
export function morningOf(what: string, day: number, weekday: string): Literals {
  const days = ["その日", "同日", "同じ日", `${what}の日`, `${what}日`, `${day}日`, `${day}日(${weekday})`];
  return ["当日の朝", "当日朝", "当日の午前", "当日午前", ...days.flatMap((one) => [`${one}の朝`, `${one}の午前`])];
}

/** The evening before, in English; `month`, `day` and `weekday` are those of the day before. */
export function eveningBefore(month: string, day: number, weekday: string): Literals {
  const evenings = ["night", "evening"].flatMap((one) => [
    `${one}before`,
    `${one}prior`,
    `previous${one}`,
    `prior${one}`,
    `preceding${one}`,
    `${one}of`,
    `${one}onthepreviousday`,
    `previousday's${one}`,
    `${weekday}${one}`,
  ]);
  return ["daybefore", ...evenings, `${month}${day}`, `${month.slice(0, 3)}${day}`, `${month.slice(0, 3)}.${day}`];
}

/** Floors from the lower to the upper one, in English: 2 through 7, 2nd to 7th, 2-7. */
export function floorsBetween(lower: number, upper: number): Literals {
  const [first, last] = [ordinal(lower), ordinal(upper)];
  const joined = ["to", "-", "–", "throughthe", "tothe"].flatMap((join) => [
    `${lower}${join}${upper}`,
    `${first}${join}${last}`,
  ]);
  return [`${lower}through${upper}`, `${first}through${last}`, ...joined];
}

function ordinal(value: number): string {
  const ending = ["th", "st", "nd", "rd"][value % 10] ?? "th";
  return `${value}${value > 10 && value < 14 ? "th" : ending}`;
}
