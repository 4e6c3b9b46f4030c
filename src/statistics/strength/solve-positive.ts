/**
 * Solves matrix * x = right for a symmetric positive definite matrix (row after row) by Cholesky's method; null where it is
 * not definite. Both are overwritten.
 */
export function solvePositive(matrix: Float64Array, right: Float64Array): Float64Array | null {
  const n = right.length;
  if (!factorise(matrix, n)) return null;
  const at = (row: number, column: number) => matrix[row * n + column] as number;
  for (let row = 0; row < n; row++) {
    let sum = right[row] as number;
    for (let k = 0; k < row; k++) sum -= at(row, k) * (right[k] as number);
    right[row] = sum / at(row, row);
  }
  for (let row = n - 1; row >= 0; row--) {
    let sum = right[row] as number;
    for (let k = row + 1; k < n; k++) sum -= at(k, row) * (right[k] as number);
    right[row] = sum / at(row, row);
  }
  return right;
}

/** Puts the lower triangular factor in the matrix's place; false where the matrix is not definite. */
function factorise(matrix: Float64Array, n: number): boolean {
  const at = (row: number, column: number) => matrix[row * n + column] as number;
  for (let column = 0; column < n; column++) {
    for (let row = column; row < n; row++) {
      let sum = at(row, column);
      for (let k = 0; k < column; k++) sum -= at(row, k) * at(column, k);
      if (row === column && !(sum > 1e-14)) return false;
      matrix[row * n + column] = row === column ? Math.sqrt(sum) : sum / at(column, column);
    }
  }
  return true;
}
