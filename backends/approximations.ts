/**
 * How float32 backends approximate functions: minimax polynomials, lowest coefficient first, each with its relative
 * error. Devices differ in how they evaluate them.
 *
 * @module
 */

/** ln 2 in two parts: products of the first with whole numbers below 2^9 are exact. */
export const LN2_HIGH = 0.693145751953125;
/** The rest of ln 2. */
export const LN2_LOW: number = Math.LN2 - LN2_HIGH;

/**
 * With n = round(x / ln 2) and r = x - n ln 2,
 *
 *     e^x = 2^n (1 + e(r))        e^x - 1 = 2^n ((1 - 2^-n) + e(r))        e(r) = e^r - 1 = r + r^2 q(r)
 *
 * where q is this polynomial on |r| <= ln(2) / 2, relative to e, to 1.4e-8.
 */
export const EXP: readonly number[] = [
  0.49999997019767761,
  0.16666546463966370,
  0.041667435318231583,
  0.0083662616088986397,
  0.0013870657421648502,
];

/**
 * With x = 2^e (1 + f) and 1 / sqrt(2) <= 1 + f < sqrt(2),
 *
 *     log x = e ln 2 + f - f^2 / 2 + f^3 p(f)
 *
 * where p is this polynomial, relative to log(1 + f), to 6e-9.
 */
export const LOG: readonly number[] = [
  0.33333331346511841,
  -0.25000819563865662,
  0.20001241564750671,
  -0.16623410582542419,
  0.14201585948467255,
  -0.13159598410129547,
  0.12762142717838287,
  -0.07636363059282303,
];

/**
 * With n = round(2 x / pi) and r = x - n pi / 2,
 *
 *     sin r = r + r^3 s(r^2)        cos r = 1 - r^2 / 2 + r^4 c(r^2)
 *
 * and n modulo 4 tells which of them the sine and the cosine are, and their signs. On |r| <= pi / 4, s is this polynomial,
 * relative to sin, to 4e-9.
 */
export const SIN: readonly number[] = [
  -0.16666655242443085,
  0.0083321891725063324,
  -0.00019518285989761353,
];
/** c, relative to cos, to 1.2e-10. */
export const COS: readonly number[] = [
  0.041666645556688309,
  -0.0013887309469282627,
  2.4432327336398885e-5,
];

/**
 *     tanh x = x + x^3 p(x^2) for |x| < 0.625        sign(x) (1 - 2 / (e^(2 |x|) + 1)) elsewhere
 *
 * where p is this polynomial, relative to tanh, to 4.5e-9.
 */
export const TANH: readonly number[] = [
  -0.33333280682563782,
  0.13331405818462372,
  -0.053736515343189240,
  0.020628167316317558,
  -0.0056922961957752705,
];

/**
 *     erf x = x + x p(x^2) for |x| < 0.925        sign(x) (1 - e^-(|x| + |x| q(|x|))) elsewhere
 *
 * where p is this polynomial, relative to erf, to 1.8e-8.
 */
export const ERF_NEAR: readonly number[] = [
  0.12837915122509003,
  -0.37612488865852356,
  0.11281730234622955,
  -0.026762917637825012,
  0.0049872584640979767,
  -0.00059590174350887537,
];
/** q, relative to erf, to 3e-9. */
export const ERF_FAR: readonly number[] = [
  0.12851442396640778,
  0.63571810722351074,
  0.10526210814714432,
  -0.022890126332640648,
  0.0032150030601769686,
  -0.00021399024990387261,
];
