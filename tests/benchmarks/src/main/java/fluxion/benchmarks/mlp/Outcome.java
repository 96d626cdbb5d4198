package fluxion.benchmarks.mlp;

import java.util.function.IntFunction;

/// Where a system is after its first steps.
///
/// @param system its name
/// @param loss the loss of the last step
/// @param parameters after it, in the order of [MlpSetting#shapes]
@SuppressWarnings("ArrayRecordComponent") // compared by identity, never by contents
public record Outcome(String system, float loss, float[][] parameters) {
    /// The steps after which systems are compared.
    public static final int STEPS = 10;

    /// Takes [#STEPS] steps.
    ///
    /// @param batches the batch of each
    public static Outcome of(String system, TrainingStep step, IntFunction<Batch> batches) {
        float loss = 0;
        for (int i = 0; i < STEPS; i++) {
            loss = step.step(batches.apply(i));
        }
        return new Outcome(system, loss, step.parameters());
    }
}
