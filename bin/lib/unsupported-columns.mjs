import pg from 'pg';

/**
 * Columns that prisma/schema declares as Unsupported("type"): the engine takes any type for them, so we compare ourselves.
 * @returns {{ table: string, column: string, type: string, nullable: boolean }[]}
 */
function unsupportedColumns(schema) {
  return schema.files.flatMap(({ content }) =>
    [...content.matchAll(/^model (\w+) \{([\s\S]*?)^\}/gm)].flatMap(([, model, body]) => {
      const table = body.match(/@@map\("(\w+)"\)/)?.[1] ?? model;
      return [...body.matchAll(/^\s+(\w+)\s+Unsupported\("([^"]+)"\)(\?)?(.*)$/gm)].map(
        ([, field, type, optional, rest]) => ({
          table,
          column: rest.match(/@map\("(\w+)"\)/)?.[1] ?? field,
          type,
          nullable: Boolean(optional),
        }),
      );
    }),
  );
}

/** One line for each declared column that the database has not, or has with another type or nullability. */
export async function compareUnsupportedColumns(url, schema) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(`
      SELECT c.relname AS table, a.attname AS column, format_type(a.atttypid, a.atttypmod) AS type, NOT a.attnotnull AS nullable
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped`);
    const found = new Map(rows.map((row) => [`${row.table}.${row.column}`, row]));
    return unsupportedColumns(schema).flatMap((wanted) => {
      const name = `${wanted.table}.${wanted.column}`;
      const has = found.get(name);
      const same = has && has.type === wanted.type && has.nullable === wanted.nullable;
      const say = (column) => (column ? `${column.type}${column.nullable ? '' : ' NOT NULL'}` : 'nothing');
      return same ? [] : [`-- ${name}: the schema says ${say(wanted)}, the migrations make ${say(has)}`];
    });
  } finally {
    await client.end();
  }
}
