import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { grouped } from "../src/reports/tables/number-text.ts";
import { useLook } from "./context.ts";
import { longestRich, richText } from "./rich-text.ts";
import { visible } from "./visible-text.ts";

/** Characters of a very long text that are shown at first. */
const firstPart = 20_000;

/** An answer as its author meant it to look; a very long one, or one that cannot be parsed, as plain text. */
export function RichView({ text }: { readonly text: string }) {
  const { words } = useLook();
  const place = useRef<HTMLDivElement>(null);
  const [whole, setWhole] = useState(false);
  const [failed, setFailed] = useState(false);
  const long = text.length > longestRich;
  const plain = long || failed;
  useLayoutEffect(() => {
    if (plain || place.current === null) return;
    try {
      place.current.replaceChildren(richText(text));
    } catch {
      setFailed(true);
    }
  }, [text, plain]);
  if (!plain) return <div class="rich" ref={place} />;
  const shown = whole || !long ? text : text.slice(0, firstPart);
  return (
    <div>
      {long && <p class="note">{words.tooLong(grouped(text.length))}</p>}
      <PlainView text={shown} />
      {shown.length < text.length && (
        <button type="button" class="plain" onClick={() => setWhole(true)}>
          {words.showRest}
        </button>
      )}
    </div>
  );
}

/** Text as it is. */
export function PlainView({ text }: { readonly text: string }) {
  return <div class="plain-text">{visible(text)}</div>;
}
