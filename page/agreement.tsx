import { categoryName } from "../src/reports/category-names.ts";
import type { ReportAgreement, ReportAuditedTurn, ReportEstimate } from "../src/reports/page/report-agreements.ts";
import { fixed, signed } from "../src/reports/tables/number-text.ts";
import { useLook } from "./context.ts";
import { RaterFigures } from "./rater-figures.tsx";
import { PlainView, RichView } from "./rich-view.tsx";
import { Scroll } from "./scroll.tsx";
import { visible, visibleName } from "./visible-text.ts";

/** How far the raters of one question set agree, and the turns that they dispute with all their words. */
export function Agreement({ agreement }: { readonly agreement: ReportAgreement }) {
  const { words } = useLook();
  const { set, raters, turns, common, questions, alpha, differenceError, audit } = agreement;
  return (
    <section class="agreement" aria-label={visibleName(`${words.agreement} ${set}`)}>
      <h2>
        {words.agreement} <small>{visibleName(set)}</small>
      </h2>
      <p>
        {words.agreementLine(raters.length, questions, turns, common)}
        {words.alpha(estimate(alpha, fixed), alpha.rough)}
        {differenceError !== null && words.differenceError(fixed(differenceError, 3))}
      </p>
      <Characters agreement={agreement} />
      <RaterFigures agreement={agreement} />
      <Matrix agreement={agreement} />
      {audit.length > 0 && (
        <>
          <h3>{words.audit}</h3>
          <p class="note">{words.auditNote}</p>
          {audit.map((turn) => (
            <Audited key={`${turn.question} ${turn.turn}`} turn={turn} />
          ))}
        </>
      )}
    </section>
  );
}

function Characters({ agreement: { characters } }: { readonly agreement: ReportAgreement }) {
  const { words } = useLook();
  const head = [words.mean, words.severity, words.slope, words.reliability];
  return (
    <Scroll label={words.raters}>
      <table>
        <caption class="hidden">{words.raters}</caption>
        <thead>
          <tr>
            <th scope="col">{words.rater}</th>
            {head.map((title) => (
              <th key={title} scope="col" class="number">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {characters.map(({ rater, mean, severity, slope, reliability }) => (
            <tr key={rater}>
              <th scope="row" class="name">
                {visibleName(rater)}
              </th>
              <td class="number">{mean === null ? words.notAvailable : fixed(mean)}</td>
              <td class="number">{estimate(severity, signed)}</td>
              <td class="number">{estimate(slope, fixed)}</td>
              <td class="number">{reliability === null ? words.notAvailable : fixed(reliability, 3)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** Above the diagonal alpha, below it the rank correlation of the candidates. */
function Matrix({ agreement: { raters, pairs } }: { readonly agreement: ReportAgreement }) {
  const { words } = useLook();
  const pairOf = (a: string, b: string) =>
    pairs.find(({ first, second }) => (first === a && second === b) || (first === b && second === a));
  return (
    <>
      <Scroll label={words.agreementMatrix}>
        <table class="matrix">
          <caption class="hidden">{words.agreementMatrix}</caption>
          <thead>
            <tr>
              <td />
              {raters.map((rater) => (
                <th key={rater} scope="col" class="number">
                  {visibleName(rater)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {raters.map((row, y) => (
              <tr key={row}>
                <th scope="row" class="name">
                  {visibleName(row)}
                </th>
                {raters.map((column, x) => {
                  const pair = pairOf(row, column);
                  const value = pair === undefined ? null : x > y ? pair.alpha : pair.ranks;
                  return (
                    <td key={column} class="number">
                      {value === null ? "" : estimate(value, fixed)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p class="note">
        {words.matrixNote}{" "}
        {pairs.some(({ opposed }) => opposed > 0)
          ? pairs
              .filter(({ opposed }) => opposed > 0)
              .map(({ first, second, opposed, candidatePairs }) =>
                words.opposed(visibleName(`${first} / ${second}`), opposed, candidatePairs),
              )
              .join(" ")
          : words.noneOpposed}
      </p>
    </>
  );
}

function Audited({ turn }: { readonly turn: ReportAuditedTurn }) {
  const { language, words } = useLook();
  const { question, category, spread, means, asked, reference, known, answers } = turn;
  const status = known === null ? "" : words.erratumStatus[known.status];
  return (
    <details class="audited">
      <summary>
        {visibleName(words.question(question))} · {words.turn(turn.turn)} · {categoryName(category, language)} ·{" "}
        {words.spread(fixed(spread))} {status !== "" && <b class="mark">{status}</b>}{" "}
        <small>{visible(means.map(({ rater, mean }) => `${rater} ${fixed(mean, 1)}`).join(" · "))}</small>
      </summary>
      <h4>{words.asked(turn.turn)}</h4>
      {asked === null ? <p class="note">{words.noText}</p> : <PlainView text={asked} />}
      {reference !== null && (
        <details class="reference">
          <summary>{words.reference}</summary>
          <RichView text={reference} />
        </details>
      )}
      {known !== null && known.right !== null && <p class="wrong">{words.wrongReference(visible(known.right))}</p>}
      {answers.map(({ candidate, ratings }) => (
        <div key={candidate}>
          <h4>{visibleName(words.mostDisputed(candidate))}</h4>
          <div class="side-by-side">
            {ratings.map(({ rater, ratings: own, words: said }) => (
              <article key={rater}>
                <h5>
                  {visibleName(rater)} <span class="rating">{own.join(", ")}</span>
                </h5>
                {said === null ? <p class="note">{words.wordsLeftOut}</p> : <RichView text={said} />}
              </article>
            ))}
          </div>
        </div>
      ))}
    </details>
  );
}

function estimate({ value, low, high }: ReportEstimate, format: (value: number) => string): string {
  if (value === null) return "—";
  return low === null || high === null ? format(value) : `${format(value)} [${format(low)}, ${format(high)}]`;
}
