import type { ReportAgreement } from "../src/reports/page/report-agreements.ts";
import type { ReportBoard } from "../src/reports/page/report-record.ts";
import { fixed, signed } from "../src/reports/tables/number-text.ts";
import type { CardWords } from "./card-words.ts";
import { visible, visibleName } from "./visible-text.ts";

/** What these results say of the judge: how well they order the models, what it praised, whom it favours. */
export function CardFindings({
  board,
  agreements,
  text,
}: {
  readonly board: ReportBoard;
  readonly agreements: readonly ReportAgreement[];
  readonly text: CardWords;
}) {
  const { reliability, praised, judge, set } = board;
  // Two procedures of one name have the start of their hash behind it; which is which the record of the agreement does not say.
  const name = `${judge.id} (${judge.model})`;
  const preferences = agreements
    .filter((one) => one.set === set.id)
    .flatMap(({ selfPreference }) => selfPreference.filter(({ rater }) => rater === name));
  const between = ({ value, low, high }: ReportAgreement["alpha"] | (typeof preferences)[number]["fitted"]) =>
    value === null || low === null || high === null ? "—" : `${signed(value)} [${signed(low)}, ${signed(high)}]`;
  return (
    <>
      <h4>{text.fromResults}</h4>
      <ul class="findings">
        <li>
          {reliability === null
            ? text.noReliability
            : text.reliability(fixed(reliability.reliability), reliability.candidates, fixed(reliability.spread))}
        </li>
        {praised.broken > 0 && <li>{text.praised(praised.praised, praised.broken, String(praised.from))}</li>}
        {preferences.map(({ own, candidates, fitted, severityOnly }) => {
          const names = visibleName(candidates.join(", "));
          const who = own === "itself" ? text.itself(names) : text.maker(names);
          return <li key={own}>{visible(text.preference(who, between(fitted), between(severityOnly)))}</li>;
        })}
      </ul>
    </>
  );
}
