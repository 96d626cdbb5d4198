package fluxion.tensor;

import fluxion.ir.TensorType;
import java.util.Objects;

/// A tensor that can be replaced: a parameter, or other state that lives longer than a step.
///
/// Used as an operand it stands for its value at that point of the program; a later assignment changes no tensor that
/// was computed before. A compiled function that captures a variable reads and assigns it by reference, in the order of
/// the program. The type never changes. Equality is identity.
public final class Variable implements TensorLike {
    private final boolean trainable;
    private final String name;
    private volatile Tensor value;

    private Variable(Tensor value, boolean trainable, String name) {
        this.value = Objects.requireNonNull(value);
        this.trainable = trainable;
        this.name = name;
    }

    /// A trainable variable that begins as `value`.
    public static Variable of(TensorLike value) {
        return new Variable(value.tensor(), true, "");
    }

    /// A trainable variable that begins as `value`.
    ///
    /// @param trainable whether tapes watch it without being told
    public static Variable of(TensorLike value, boolean trainable) {
        return new Variable(value.tensor(), trainable, "");
    }

    /// A trainable `f32` scalar.
    public static Variable of(float value) {
        return of(Tensor.of(value));
    }

    /// A trainable `f64` scalar.
    public static Variable of(double value) {
        return of(Tensor.of(value));
    }

    /// A trainable `f32[n]` variable.
    public static Variable of(float[] values) {
        return of(Tensor.of(values));
    }

    /// A trainable `f64[n]` variable.
    public static Variable of(double[] values) {
        return of(Tensor.of(values));
    }

    /// This variable's value under another name, for messages, as a variable of its own.
    public Variable named(String name) {
        return new Variable(value, trainable, name);
    }

    /// The name, empty if it has none.
    public String name() {
        return name;
    }

    /// Whether tapes watch it without being told.
    public boolean trainable() {
        return trainable;
    }

    /// The type of the value, which never changes.
    public TensorType type() {
        return value.type();
    }

    Tensor held() {
        return value;
    }

    void hold(Tensor held) {
        value = held;
    }

    /// The value at this point of the program.
    @Override
    public Tensor tensor() {
        return Recorder.tracer().read(this);
    }

    /// The value at this point of the program.
    public Tensor read() {
        return tensor();
    }

    /// Computes the value now, if that has not been done. [Tensor#evaluate()] of a tensor that was read would keep
    /// the elements for that tensor; this leaves their memory to the next value.
    public Variable evaluate() {
        Recorder.tracer().compute(tensor());
        return this;
    }

    /// Replaces the value.
    ///
    /// @throws ShapeException if `value` has another type
    public void assign(TensorLike value) {
        var next = value.tensor();
        if (!next.type().equals(this.value.type())) {
            throw new ShapeException("assign: a value of type " + next.type() + " for a variable of type "
                    + this.value.type() + "; the type of a variable never changes");
        }
        Recorder.tracer().assign(this, next);
    }

    /// Replaces the value by a number at each element.
    public void assign(double value) {
        assign(Broadcasting.number("assign", this.value, value));
    }

    /// Adds to the value.
    public void assignAdd(TensorLike y) {
        assign(add(y));
    }

    /// Adds a number to the value.
    public void assignAdd(double y) {
        assign(add(y));
    }

    /// Subtracts from the value.
    public void assignSub(TensorLike y) {
        assign(sub(y));
    }

    /// Subtracts a number from the value.
    public void assignSub(double y) {
        assign(sub(y));
    }

    @Override
    public String toString() {
        return "Variable(" + (name.isEmpty() ? "" : name + ", ") + value + ")";
    }
}
