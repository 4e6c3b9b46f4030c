// Writes what follows from rooms.json: the lint rule in biome.json, and the table in docs/architecture.md.
// `npm run rooms -- --check` writes nothing and ends with 1 when either differs.
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const { hallway, beside } = JSON.parse(readFileSync("rooms.json", "utf8"));
const isFile = ({ name }) => existsSync(`src/${name}.ts`);

/** Every room with the rooms that it must not import: those of its own row and of all later ones. The last row may import all. */
function restrictions() {
  const rows = hallway.slice(0, -1);
  return rows.flatMap((row, position) =>
    row.map((room) => {
      const closed = hallway
        .slice(position)
        .flat()
        .filter(({ name }) => name !== room.name && !beside.includes(name));
      // From a file of the room itself, and from its sub-rooms; errors.ts stands beside the rooms.
      const ways = isFile(room) ? ["./"] : room.rooms === undefined ? ["../"] : ["../", "../../"];
      const group = isFile(room)
        ? ["./*/**"]
        : ways.flatMap((way) => closed.map((one) => (isFile(one) ? `${way}${one.name}.ts` : `${way}${one.name}/**`)));
      return { room, group };
    }),
  );
}

function lintOverride({ room, group }) {
  const message = `Room order: \`${room.name}\` may import only from rooms further left (rooms.json).`;
  const rule = { level: "error", options: { patterns: [{ group, message }] } };
  return {
    includes: [isFile(room) ? `src/${room.name}.ts` : `src/${room.name}/**`],
    linter: { rules: { style: { noRestrictedImports: rule } } },
  };
}

function table() {
  const lines = ["| room | what it is for |", "|---|---|"];
  for (const row of hallway) {
    for (const room of row) {
      const name = isFile(room) ? `\`${room.name}.ts\`` : `\`${room.name}/\``;
      const inner = Object.entries(room.rooms ?? {}).map(([sub, purpose]) => `\`${sub}/\` ${purpose}`);
      lines.push(`| ${name} | ${[room.for, ...inner].join(" · ")} |`);
    }
  }
  return lines.join("\n");
}

const biome = JSON.parse(readFileSync("biome.json", "utf8"));
const isRoomRule = ({ linter }) => linter?.rules?.style?.noRestrictedImports !== undefined;
biome.overrides = [...restrictions().map(lintOverride), ...biome.overrides.filter((one) => !isRoomRule(one))];
const page = readFileSync("docs/architecture.md", "utf8");
const marks = /(<!-- rooms -->\n)[\s\S]*?(\n<!-- \/rooms -->)/;
const wanted = [
  ["biome.json", `${JSON.stringify(biome, null, 2)}\n`],
  ["docs/architecture.md", page.replace(marks, (_, open, close) => `${open}${table()}${close}`)],
];
for (const [path, text] of wanted) {
  // The formatter may lay biome.json out otherwise; what it says counts.
  const same = path.endsWith(".json")
    ? JSON.stringify(JSON.parse(readFileSync(path, "utf8"))) === JSON.stringify(JSON.parse(text))
    : readFileSync(path, "utf8") === text;
  if (same) continue;
  if (process.argv.includes("--check")) {
    console.error(`${path} differs from rooms.json: npm run rooms`);
    process.exitCode = 1;
  } else writeFileSync(path, text);
}
