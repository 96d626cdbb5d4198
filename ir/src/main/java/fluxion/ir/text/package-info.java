/// The text form of graphs and programs: [GraphPrinter] writes it, [GraphParser] reads it.
///
/// It is canonical: printing what was parsed gives the same text, byte for byte. Neither side names an operation; both
/// follow the record headers through [fluxion.ir.OpSchema].
///
/// ```
/// // a comment runs to the end of its line graph @square{recompute=true}(%0: f32) { %1 = binary{fn=MUL} %0, %0 yield
/// %1 } graph @f(%0: f32[B, 784], %1: i64) { %2 = size{dim=784*B} %3 = constant{dtype=f32, value=1.5} %4 = for %2, [%3]
/// (%5: i64, %6: f32) {
///     %7 = call{function=@square} [%6]
///     yield %7
///   }
///   yield %4
/// }
/// ```
///
/// The grammar, where `x?` is optional, `x*` repeats, and `x,*` repeats with commas between:
///
/// ```
/// file       = ( declare | graph )* ( graph | program ) declare    = "declare" symbol attributes program    =
/// "program" attributes graph graph      = "graph" symbol attributes? parameters block parameters = "(" ( value ":"
/// type ),* ")" block      = "{" statement* yield? "}" statement  = ( value,* "=" )? mnemonic attributes? part,*
/// region* region     = parameters? block yield      = "yield" value,* part       = value | "[" value,* "]" attributes
/// = "{" ( name "=" attribute ),* "}" attribute  = number | name | string | symbol | type | dim | "[" attribute,* "]"
/// type       = dtype | dtype "[" dim,* "]" | "frame" | "list" "<" type ">" | "buffer" "<" dtype "," dim ">" number
/// = an integer | a decimal float | "inf" | "-inf" | "nan" | "nan(0x" hex ")" | "bits(0x" hex ")" value      = "%"
/// letters, digits and _      symbol = "@" letters, digits and _.$- | "@" string
/// ```
///
/// - The parts of an operation are its operands in header order, then its regions. An operand that the header gives as
/// a list stands in brackets, even if it is empty, so that several groups cannot be confused.
/// - Attributes stand in header order. `dim` is what [fluxion.ir.Dim#toString()] writes. The raw bits of a constant are
///   written as `value`, the shortest decimal that gives them back; `nan` is the NaN that Java calls `NaN`, and a NaN
///   with another payload shows its bits. `bits(0x...)` is for bits that are no value of the dtype.
/// - A region without parameters leaves out the parentheses; `yield` is left out when nothing is yielded.
/// - The last graph is the one the file is about. Those before it are the functions that calls name, each before its
/// first use. The attributes of a graph, `pullBack=@g`, `pushForward=@g` and `recompute=true`, are those of the
/// [fluxion.ir.Function] that a call to it applies.
/// - A procedure is declared, with the attributes `symbols`, `parameters`, `results` and `inPlace` of
/// [fluxion.ir.Procedure], before anything names it; the graph of its name is its body.
/// - A `program` is a graph with the attributes `arguments`, `results` and `inPlace` of [fluxion.ir.Program].
/// - Names of values are given when printing, in order of definition: `%0`, `%1`... A value that no enclosing region
/// defines prints as `%?`, so that broken graphs can be printed.
/// - Types stand at parameters only; those of results follow from the type rules.
package fluxion.ir.text;
