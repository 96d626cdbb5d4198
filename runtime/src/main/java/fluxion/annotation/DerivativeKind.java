package fluxion.annotation;

/// What can be computed of a method. Its *inputs* are the parameters that are differentiated, its *outputs* the value
/// that it returns or, where it returns none, the arrays that it writes.
public enum DerivativeKind {
    /// The outputs.
    VALUE,
    /// The derivative of a floating-point value for each input.
    GRADIENT,
    /// The value, then its derivative for each input.
    VALUE_AND_GRADIENT,
    /// Cotangents of the outputs to cotangents of the inputs.
    VJP,
    /// Tangents of the inputs to tangents of the outputs.
    JVP,
    /// A matrix with a row for each element of the outputs and a column for each element of the inputs.
    JACOBIAN,
    /// The matrix of second derivatives of a floating-point value for the elements of the inputs.
    HESSIAN,
    /// The product of the Hessian with a vector, given and returned as one part for each input.
    HVP;

    /// What users call it.
    public String title() {
        return switch (this) {
            case VALUE -> "value";
            case GRADIENT -> "gradient";
            case VALUE_AND_GRADIENT -> "valueAndGradient";
            case VJP -> "vjp";
            case JVP -> "jvp";
            case JACOBIAN -> "jacobian";
            case HESSIAN -> "hessian";
            case HVP -> "hvp";
        };
    }

    /// Whether it is of a single floating-point value, not of any outputs.
    public boolean needsScalar() {
        return switch (this) {
            case GRADIENT, VALUE_AND_GRADIENT, HESSIAN, HVP -> true;
            case VALUE, VJP, JVP, JACOBIAN -> false;
        };
    }
}
