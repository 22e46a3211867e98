/** Opcodes of the vector instructions, all of them behind the SIMD prefix. */

/** Whole lanes, one operand. */
export const I32X4_UNARY = {
  abs: 160,
  neg: 161,
  truncSatF32x4S: 248,
  truncSatF32x4U: 249,
} as const;
/** Whole lanes, two operands. */
export const I32X4_BINARY = {
  eq: 55,
  ne: 56,
  ltS: 57,
  ltU: 58,
  gtS: 59,
  gtU: 60,
  leS: 61,
  leU: 62,
  geS: 63,
  geU: 64,
  add: 174,
  sub: 177,
  mul: 181,
  minS: 182,
  minU: 183,
  maxS: 184,
  maxU: 185,
} as const;
/** Shifts of whole lanes by one number. */
export const I32X4_SHIFT = { shl: 171, shrS: 172, shrU: 173 } as const;
/** Whole lanes to one number. */
export const I32X4_TEST = { allTrue: 163, bitmask: 164 } as const;

/** Float lanes, one operand. */
export const F32X4_UNARY = {
  ceil: 103,
  floor: 104,
  trunc: 105,
  nearest: 106,
  abs: 224,
  neg: 225,
  sqrt: 227,
  convertI32x4S: 250,
  convertI32x4U: 251,
  demoteF64x2Zero: 94,
} as const;
/** Lanes of 64-bit floats, one operand. */
export const F64X2_UNARY = {
  ceil: 116,
  floor: 117,
  trunc: 122,
  nearest: 148,
  abs: 236,
  neg: 237,
  sqrt: 239,
  promoteLowF32x4: 95,
  convertLowI32x4S: 254,
  convertLowI32x4U: 255,
} as const;
/** Arithmetic of float lanes, in the order of its opcodes. */
export const FLOAT_BINARY = [
  "add",
  "sub",
  "mul",
  "div",
  "min",
  "max",
  "pmin",
  "pmax",
] as const;
/** Comparisons of float lanes, in the order of their opcodes. */
export const FLOAT_COMPARE = ["eq", "ne", "lt", "gt", "le", "ge"] as const;

/** Bits of whole vectors. */
export const BITS = { and: 78, andnot: 79, or: 80, xor: 81 } as const;
