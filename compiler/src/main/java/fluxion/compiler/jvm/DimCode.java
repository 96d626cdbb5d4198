package fluxion.compiler.jvm;

import fluxion.ir.Dim;
import org.objectweb.asm.Opcodes;

/// Emits the evaluation of extents.
final class DimCode {
    private final Code code;
    private final Symbols symbols;

    DimCode(Code code, Symbols symbols) {
        this.code = code;
        this.symbols = symbols;
    }

    /// Pushes `dim` as a long.
    void push(Dim dim) {
        if (dim.isConstant()) {
            code.pushLong(dim.constant());
            return;
        }
        boolean first = true;
        for (var term : dim.terms()) {
            term(term);
            if (!first) {
                code.insn(Opcodes.LADD);
            }
            first = false;
        }
    }

    private void term(Dim.Term term) {
        boolean first = true;
        if (term.coefficient() != 1 || term.factors().isEmpty()) {
            code.pushLong(term.coefficient());
            first = false;
        }
        for (var factor : term.factors()) {
            switch (factor) {
                case Dim.Factor.Symbol(var name) -> symbols.push(code, name);
                case Dim.Factor.Quotient(var numerator, var denominator) -> {
                    push(numerator);
                    push(denominator);
                    code.call("java/lang/Math", "floorDiv", "(JJ)J");
                }
            }
            if (!first) {
                code.insn(Opcodes.LMUL);
            }
            first = false;
        }
    }
}
