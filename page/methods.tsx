import { useState } from "preact/hooks";
import type { ReportBoard, ReportRecord } from "../src/reports/page/report-record.ts";
import { useLook } from "./context.ts";
import { visible } from "./visible-text.ts";

/** What a paper needs: the method in words, BibTeX, and every field of the protocol. */
export function Methods({ record }: { readonly record: ReportRecord }) {
  const { language, words } = useLook();
  return (
    <section class="methods" aria-labelledby="methods">
      <h2 id="methods">{words.methods}</h2>
      {record.boards.map((board) => (
        <div key={board.key} class="board-methods">
          <Copyable text={visible(board.methods[language])} />
          <details>
            <summary>{words.procedure}</summary>
            <dl class="fields">
              {Object.entries({ key: board.key, questions: board.set.hash, ...board.procedure }).map(
                ([name, value]) => (
                  <div key={name}>
                    <dt>{visible(name)}</dt>
                    <dd>
                      {isImport(board) && value === "unknown"
                        ? words.notRecorded
                        : visible(typeof value === "string" ? value : JSON.stringify(value))}
                    </dd>
                  </div>
                ),
              )}
            </dl>
          </details>
        </div>
      ))}
      <h3>{words.bibtex}</h3>
      <Copyable text={record.bibtex} code />
    </section>
  );
}

/** Fields of an import that no file told are `unknown`. */
function isImport({ procedure }: ReportBoard): boolean {
  return procedure.origin === "import";
}

function Copyable({ text, code = false }: { readonly text: string; readonly code?: boolean }) {
  const { words } = useLook();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text).catch(() => undefined);
    setCopied(true);
  };
  return (
    <div class="copyable">
      {code ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <pre tabIndex={0}>{text}</pre>
      ) : (
        <p>{text}</p>
      )}
      <button type="button" class="plain" onClick={copy}>
        {copied ? words.copied : words.copy}
      </button>
    </div>
  );
}
