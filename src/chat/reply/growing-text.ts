/** A text that comes in pieces. */
export interface GrowingText {
  add(piece: string): void;
  /** The whole text came at once; an empty one changes nothing. */
  replace(whole: string): void;
  length(): number;
  text(): string;
  /** It came as all so far with every piece, and then as something else. */
  isGarbled(): boolean;
}

/** Pieces in a row that must each begin with the whole of the one before and be longer, to be taken for all so far. */
const surePieces = 4;
/** Letters that the last of them has at least: `ha`, `haha` is a laugh. */
const sureLength = 16;
/** A stream that ends before is believed with so many, or when its first piece is long already. */
const likelyPieces = 2;
const longPiece = 24;

/** Pieces each of which begins with the whole of the one before. */
interface Chain {
  /** The last of them. */
  readonly last: string;
  /** Letters of the first; 0: there was none yet. */
  readonly first: number;
  /** How often in a row a piece held all of the one before and more. */
  readonly grown: number;
}

/** Null: the piece breaks it. */
function longerChain({ last, first, grown }: Chain, piece: string): Chain | null {
  if (!piece.startsWith(last)) return null;
  const isGrown = last !== "" && piece.length > last.length;
  return { last: piece, first: first === 0 ? piece.length : first, grown: isGrown ? grown + 1 : grown };
}

/**
 * Many tiny pieces, joined from time to time, since a million of them weigh far more than their letters. Some servers send all
 * so far with every piece (cumulative streaming): where each piece goes on from the whole of the one before, the last is the
 * text. A piece of a true stream is never all that came before it and more, over several pieces.
 */
export function growingText(): GrowingText {
  let whole = "";
  let pieces: string[] = [];
  let length = 0;
  /** Null: this is a true stream. */
  let chain: Chain | null = { last: "", first: 0, grown: 0 };
  let isCumulative = false;
  let isGarbled = false;

  const set = (text: string) => {
    whole = text;
    pieces = [];
    length = text.length;
  };
  const follow = (piece: string) => {
    if (chain === null) return;
    chain = longerChain(chain, piece);
    isCumulative = chain !== null && chain.grown >= surePieces && piece.length >= sureLength;
    if (isCumulative) chain = null;
  };

  return {
    add(piece) {
      if (piece === "") return;
      if (isCumulative) {
        if (!piece.startsWith(whole)) isGarbled = true;
        set(piece);
        return;
      }
      follow(piece);
      if (isCumulative) {
        set(piece);
        return;
      }
      length += piece.length;
      pieces.push(piece);
      if (pieces.length === 4096) {
        whole += pieces.join("");
        pieces = [];
      }
    },
    replace(text) {
      if (text !== "") set(text);
    },
    length: () => length,
    text() {
      if (chain !== null && chain.grown > 0) {
        const isLikely = chain.grown >= likelyPieces && chain.last.length >= sureLength;
        if (isLikely || chain.first >= longPiece) return chain.last;
      }
      return whole + pieces.join("");
    },
    isGarbled: () => isGarbled,
  };
}
