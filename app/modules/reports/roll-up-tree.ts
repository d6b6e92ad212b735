import { addInto, emptyFigures, type Figures } from './figures';

/** A unit with what was counted directly in it (people whose home it is). */
export interface UnitRow {
  id: number;
  parentId: number | null;
  code: string;
  name: string;
  kind: string;
  position: number;
  own: Figures;
}

export interface UnitNode extends UnitRow {
  /** Own figures plus those of the whole subtree. */
  sum: Figures;
  children: UnitNode[];
  depth: number;
}

/**
 * Builds the tree of one root and sums it upwards: every node's `sum` is its own figures plus its children's sums.
 * Rows may come in any order; rows outside the root's subtree are ignored. Children follow `position`, then code.
 * Throws when the root is missing. O(n) in the number of units, no recursion (trees may be deep or wide).
 */
export function buildRollUpTree(rows: readonly UnitRow[], rootId: number): UnitNode {
  const nodes = new Map<number, UnitNode>();
  for (const row of rows) {
    nodes.set(row.id, {
      ...row,
      sum: emptyFigures(row.own.bands.length, row.own.sessions.length),
      children: [],
      depth: 0,
    });
  }
  const root = nodes.get(rootId);
  if (!root) throw new Error(`Roll-up without its root unit ${rootId}`);
  for (const node of nodes.values()) {
    if (node !== root && node.parentId !== null) nodes.get(node.parentId)?.children.push(node);
  }
  const order: UnitNode[] = [root];
  for (let i = 0; i < order.length; i++) {
    const node = order[i] as UnitNode;
    node.children.sort((a, b) => a.position - b.position || (a.code < b.code ? -1 : 1));
    for (const child of node.children) {
      child.depth = node.depth + 1;
      order.push(child);
    }
  }
  for (let i = order.length - 1; i >= 0; i--) {
    const node = order[i] as UnitNode;
    addInto(node.sum, node.own);
    for (const child of node.children) addInto(node.sum, child.sum);
  }
  return root;
}

/** The node with this code in the tree, or null. */
export function findNode(root: UnitNode, code: string): UnitNode | null {
  const stack = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.code === code) return node;
    stack.push(...node.children);
  }
  return null;
}

/** The tree in reading order (a unit, then its subtree). */
export function flatten(root: UnitNode): UnitNode[] {
  const out: UnitNode[] = [];
  const stack = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    out.push(node);
    for (let i = node.children.length - 1; i >= 0; i--) stack.push(node.children[i] as UnitNode);
  }
  return out;
}
