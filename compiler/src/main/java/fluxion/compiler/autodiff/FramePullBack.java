package fluxion.compiler.autodiff;

import fluxion.ir.TensorOp;
import fluxion.ir.Type;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.List;

/// The pull-backs of [TensorOp.Pack] and [TensorOp.Unpack]. The cotangent of a frame is a frame of cotangents, with
/// zeros in place of what has none.
final class FramePullBack {
    private FramePullBack() {}

    static void pack(List<Value> values, Value cotangent, Adjoint p) {
        if (values.stream().noneMatch(p::wants)) {
            return;
        }
        var parts = p.g().append(new TensorOp.Unpack(
                cotangent, values.stream().map(Value::type).toList()));
        for (int i = 0; i < parts.size(); i++) {
            p.pass(values.get(i), parts.get(i), false);
        }
    }

    static void unpack(Value frame, List<Type> contents, List<Cotangent> cotangents, Adjoint p) {
        var parts = new ArrayList<Value>();
        for (int i = 0; i < contents.size(); i++) {
            var cotangent = cotangents.get(i).value();
            parts.add(cotangent == null ? p.g().zero(contents.get(i)) : cotangent);
        }
        p.add(frame, () -> p.g().add(new TensorOp.Pack(parts)));
    }
}
