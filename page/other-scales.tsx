import type { LinkRecord } from "../src/linking/link-record.ts";
import { absorbedWords, linkedInterval, linkedValue, refusalWords } from "../src/reports/linking/linking-words.ts";
import type { ReportBoard } from "../src/reports/page/report-record.ts";
import { fixed } from "../src/reports/tables/number-text.ts";
import { useLook } from "./context.ts";
import { LinkPlot } from "./link-plot.tsx";
import { Scroll } from "./scroll.tsx";
import { visible, visibleName } from "./visible-text.ts";

/** What the board's candidates would score elsewhere: drawn in grey, for nothing here was measured on that scale. */
export function OtherScales({ board }: { readonly board: ReportBoard }) {
  const { language, words } = useLook();
  const held = board.linked.filter(({ fit }) => fit !== null);
  const refused = board.linked.filter(({ refusal }) => refusal !== null);
  if (held.length + refused.length === 0) return null;
  return (
    <section class="part other-scales">
      <h3>{words.otherScales}</h3>
      <p class="note">{words.otherScalesNote}</p>
      {held.map((link) => (
        <LinkedScale key={link.to.id} link={link} />
      ))}
      {refused.length > 0 && (
        <ul class="refused">
          {refused.map(({ to, refusal }) => (
            <li key={to.id}>
              {visible(words.refusedScale(to.title, refusal === null ? "" : refusalWords(refusal)[language]))}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function LinkedScale({ link }: { readonly link: LinkRecord }) {
  const { language, words } = useLook();
  const { to, fit, linked } = link;
  if (fit === null) return null;
  const misfits = link.anchors.filter(({ misfit }) => misfit);
  return (
    <div class="linked-scale">
      <h4>{visibleName(to.title)}</h4>
      <p>
        {visible(words.linkQuality(fit.anchors, fit.leaveOneOut, fit.raw))}
        {fit.weak && ` ${words.weakLink}`}
      </p>
      <div class="link-parts">
        <LinkPlot link={link} />
        <div>
          {linked.length > 0 && (
            <Scroll label={to.title}>
              <table>
                <caption class="hidden">{words.otherScales}</caption>
                <thead>
                  <tr>
                    <th scope="col">{words.model}</th>
                    <th scope="col" class="number">
                      {words.score}
                    </th>
                    <th scope="col" class="number">
                      {words.linkedScore}
                    </th>
                    <th scope="col" class="number">
                      {words.interval}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {linked.map((row) => (
                    <tr key={`${row.candidate} ${row.source}`}>
                      <th scope="row">
                        <bdi>{visibleName(row.candidate)}</bdi>
                      </th>
                      <td class="number">{fixed(row.score)}</td>
                      <td class="number">
                        {row.translation.kind === "linked" ? linkedValue(row) : words.outsideRange}
                      </td>
                      <td class="number">
                        {row.translation.kind === "linked" ? linkedInterval(row) : words.notAvailable}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          )}
          <ol class="anchors" aria-label={words.anchorNames}>
            {link.anchors.map(({ from, x, y, misfit }) => (
              <li key={`${from} ${x}`}>
                <bdi>{visibleName(from)}</bdi> {fixed(x)} → {fixed(y)}
                {misfit && ` (${words.doesNotFit})`}
              </li>
            ))}
          </ol>
        </div>
      </div>
      {misfits.map(({ from, doubts }) => (
        <p key={from} class="note">
          {visible(words.misfit(from, doubts.join("; ")))}
        </p>
      ))}
      <p class="note">{visible(words.linkTakesIn(absorbedWords(link.absorbs)[language]))}</p>
    </div>
  );
}
