package fluxion;

import fluxion.annotation.DerivativeKind;
import fluxion.compiler.companion.LinkedMethod;
import fluxion.compiler.companion.MethodLinker;
import fluxion.compiler.companion.Target;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/// One derivative of a method, compiled when it is first used.
///
/// It is called in one of three ways, the fastest last: with [#call], through an interface of one's own ([#as]), or
/// through [#handle] from a `static final` field, which HotSpot compiles like a call of a method.
///
/// A method that is lifted itself may call the interface or the handle in a `static final` field, any derivative of
/// which can then be had: derivatives nest.
public final class Derivative {
    private final MethodLinker linker;
    private final Target target;
    private final DerivativeKind kind;

    Derivative(MethodLinker linker, Target target, DerivativeKind kind) {
        this.linker = linker;
        this.target = target;
        this.kind = kind;
    }

    private LinkedMethod linked() {
        return linker.linked(target, kind);
    }

    /// What computes it into given arrays, without allocation: of the arguments, then an array for each result, of
    /// the size of the result, or of one element for a number. The first result that is a number has no array but
    /// is returned.
    ///
    /// @throws fluxion.ir.FluxionException if the method has no such derivative
    public MethodHandle handle() {
        return linker.remember(linked().handle(), target, kind);
    }

    /// Computes it at `arguments`, into new arrays.
    ///
    /// @return the result; an `Object[]` of the results if there are several
    /// @throws fluxion.ir.FluxionException if the method has no such derivative, or the arguments do not fit
    public Object call(@Nullable Object... arguments) {
        // a `double[][]` is an `Object[]` too, and is one argument
        var all = arguments.getClass() == Object[].class ? arguments : new Object[] {arguments};
        try {
            var results = linked().call(all);
            return results.length == 1 ? results[0] : results;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new DerivativeException(kind.title() + " of " + target.method() + " failed: " + e, e);
        }
    }

    /// This as an instance of a functional interface. Its method takes the arguments, and either an array for each
    /// result as [#handle] does, or nothing more: then it returns the result, or a record of the results, which are
    /// new.
    ///
    /// @param type a public interface with one abstract method
    /// @throws fluxion.ir.FluxionException if the method has no such derivative, or other types than the interface
    public <I> I as(Class<I> type) {
        return linker.remember(Binding.of(linked(), kind, target).as(type), target, kind);
    }

    /// `gradient of Model.f(double, double[])`
    @Override
    public String toString() {
        return kind.title() + " of " + target.method();
    }
}
