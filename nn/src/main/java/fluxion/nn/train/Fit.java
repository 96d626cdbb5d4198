package fluxion.nn.train;

import fluxion.Compiled;
import fluxion.Fluxion;
import fluxion.WithAux;
import fluxion.annotation.MathMode;
import fluxion.ir.DType;
import fluxion.nn.data.Examples;
import fluxion.nn.data.Shuffle;
import fluxion.nn.layer.Layer;
import fluxion.nn.layer.Mode;
import fluxion.nn.layer.Weights;
import fluxion.nn.loss.Loss;
import fluxion.nn.metric.Metric;
import fluxion.nn.optim.Optimiser;
import fluxion.nn.schedule.Schedule;
import fluxion.nn.structure.Leaves;
import fluxion.tensor.RandomKey;
import fluxion.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A training: what is trained, and how. An instance does not change; each method that names a choice gives another
/// one.
///
/// ```java
/// var fit = Fit.of(network, Losses::softmaxCrossEntropy, Adam.of(0.001)).epochs(3).metrics(Metric.accuracy());
/// var trained = fit.run(network.init(RandomKey.of(1), 784), examples);
/// ```
///
/// A step is compiled once, and once more when a batch of another size comes, works in place, and takes the learning
/// rate as an argument. The result is a function of weights, examples, plan and seed alone.
///
/// @param <P> the parameters of the network
/// @param <S> its state
public final class Fit<P, S> {
    private final Layer<P, S> network;
    private final Loss loss;
    private final Optimiser optimiser;
    private final Plan plan;
    private final MathMode math;
    private final List<Callback<P, S>> callbacks;
    private final Compiled.Of4<Carried<P, S>, Tensor, Tensor, Tensor, Carried<P, S>> step;
    private final Inference<P, S> inference;

    /// What a step replaces.
    ///
    /// @param optimiser parameters and what the optimiser remembers of them
    /// @param state of the network
    /// @param key where the network draws from; step number `step` draws from that number of it
    /// @param step how many steps were taken, an `i64` scalar
    /// @param loss of the last batch, an `f64` scalar
    /// @param metrics sums over the last batch, `f64` scalars
    private record Carried<P, S>(
            Optimiser.State<P> optimiser, S state, RandomKey key, Tensor step, Tensor loss, List<Tensor> metrics) {
        Weights<P, S> weights() {
            return new Weights<>(optimiser.params(), state);
        }
    }

    /// What a loss is made of beside its value.
    private record Seen<S>(S state, List<Tensor> metrics) {}

    private Fit(
            Layer<P, S> network,
            Loss loss,
            Optimiser optimiser,
            Plan plan,
            MathMode math,
            List<Callback<P, S>> callbacks) {
        this.network = network;
        this.loss = loss;
        this.optimiser = optimiser;
        this.plan = plan;
        this.math = math;
        this.callbacks = List.copyOf(callbacks);
        this.inference = Inference.of(network, loss, plan.metrics()).math(math);
        this.step = Fluxion.compile(this::stepped).math(math);
    }

    /// A training of 1 epoch in batches of 32 with seed 0, the optimiser's own learning rate and no metrics.
    public static <P, S> Fit<P, S> of(Layer<P, S> network, Loss loss, Optimiser optimiser) {
        var plan = new Plan(1, 32, 0, Schedule.constant(optimiser.rate()), List.of(), Optional.empty());
        return new Fit<>(network, loss, optimiser, plan, MathMode.STRICT, List.of());
    }

    /// The same training in another way.
    public Fit<P, S> with(Plan plan) {
        return new Fit<>(network, loss, optimiser, plan, math, callbacks);
    }

    /// How the training goes.
    public Plan plan() {
        return plan;
    }

    /// The same training through the examples `epochs` times.
    public Fit<P, S> epochs(int epochs) {
        return with(new Plan(epochs, plan.batch(), plan.seed(), plan.schedule(), plan.metrics(), plan.validation()));
    }

    /// The same training with `batch` examples a step.
    public Fit<P, S> batch(int batch) {
        return with(new Plan(plan.epochs(), batch, plan.seed(), plan.schedule(), plan.metrics(), plan.validation()));
    }

    /// The same training in another order and with other random numbers.
    public Fit<P, S> seed(long seed) {
        return with(new Plan(plan.epochs(), plan.batch(), seed, plan.schedule(), plan.metrics(), plan.validation()));
    }

    /// The same training with the learning rates of `schedule`.
    public Fit<P, S> schedule(Schedule schedule) {
        return with(new Plan(plan.epochs(), plan.batch(), plan.seed(), schedule, plan.metrics(), plan.validation()));
    }

    /// The same training that measures `metrics`.
    public Fit<P, S> metrics(Metric... metrics) {
        return with(new Plan(
                plan.epochs(), plan.batch(), plan.seed(), plan.schedule(), List.of(metrics), plan.validation()));
    }

    /// The same training that evaluates `examples` after each epoch.
    public Fit<P, S> validation(Examples examples) {
        return with(new Plan(
                plan.epochs(), plan.batch(), plan.seed(), plan.schedule(), plan.metrics(), Optional.of(examples)));
    }

    /// The same training, with steps and evaluations computed as `mode` says; see [Compiled].
    public Fit<P, S> math(MathMode mode) {
        return new Fit<>(network, loss, optimiser, plan, mode, callbacks);
    }

    /// The same training that tells `callback`, after those it tells already.
    public Fit<P, S> callback(Callback<P, S> callback) {
        var more = new ArrayList<>(callbacks);
        more.add(callback);
        return new Fit<>(network, loss, optimiser, plan, math, more);
    }

    /// Loss and metrics in use, means over `examples`.
    public Scores evaluate(Weights<P, S> weights, Examples examples) {
        return inference.evaluate(weights, examples, plan.batch());
    }

    /// What the network makes of the batch `x` in use.
    public Tensor predict(Weights<P, S> weights, Tensor x) {
        return inference.predict(weights, x);
    }

    /// How often a step has been compiled so far.
    public int compilations() {
        return step.compilations();
    }

    private Carried<P, S> stepped(Carried<P, S> before, Tensor x, Tensor target, Tensor rate) {
        var mode = Mode.training(before.key().foldIn(before.step()));
        var found = Fluxion.valueGradAndAux((P params) -> {
                    var output = network.apply(params, before.state(), x, mode);
                    var sums = plan.metrics().stream()
                            .map(metric -> metric.sum(output.value(), target))
                            .toList();
                    return new WithAux<>(loss.apply(output.value(), target), new Seen<>(output.state(), sums));
                })
                .apply(before.optimiser().params());
        return new Carried<>(
                optimiser.update(before.optimiser(), found.gradient(), rate),
                found.aux().state(),
                before.key(),
                before.step().add(1),
                found.value().cast(DType.F64),
                found.aux().metrics());
    }

    /// Trains from `start`, which stays as it is.
    public Trained<P, S> run(Weights<P, S> start, Examples examples) {
        var from = Leaves.copy(start);
        var state = new Carried<>(
                Leaves.copy(optimiser.init(from.params())),
                from.state(),
                Leaves.copy(RandomKey.of(plan.seed())),
                Tensor.of(0L),
                Tensor.of(0.0),
                plan.metrics().stream().map(_ -> Tensor.of(0.0)).toList());
        var shuffle = new Shuffle(plan.seed());
        int[] order = new int[examples.count()];
        int steps = Math.ceilDiv(order.length, plan.batch());
        callbacks.forEach(callback -> callback.begun(plan.epochs(), steps));
        var epochs = new ArrayList<Epoch>();
        var next = Callback.Next.GO_ON;
        for (int number = 0; number < plan.epochs() && next == Callback.Next.GO_ON; number++) {
            shuffle.order(number, order);
            long begun = System.nanoTime();
            var training = epoch(state, examples, order, number);
            double seconds = (System.nanoTime() - begun) / 1e9;
            var validation = plan.validation().map(held -> evaluate(state.weights(), held));
            var epoch = new Epoch(number, training, validation, seconds);
            epochs.add(epoch);
            for (var callback : callbacks) {
                if (callback.epochEnded(epoch, state.weights()) == Callback.Next.STOP) {
                    next = Callback.Next.STOP;
                }
            }
        }
        var weights = state.weights();
        for (var callback : callbacks) {
            weights = callback.ended(weights);
        }
        return new Trained<>(weights, epochs);
    }

    private Scores epoch(Carried<P, S> state, Examples examples, int[] order, int number) {
        var total = new ScoreSum(plan.metrics());
        int steps = Math.ceilDiv(order.length, plan.batch());
        for (int i = 0; i < steps; i++) {
            int at = i * plan.batch();
            int size = Math.min(plan.batch(), order.length - at);
            var batch = examples.batch(order, at, size);
            double rate = plan.schedule().rate((long) number * steps + i);
            step.update(state, batch.inputs(), batch.targets(), Tensor.of(rate));
            double value = state.loss().item();
            total.add(value, state.metrics(), size);
            var report = new Step(number, i, rate, value);
            callbacks.forEach(callback -> callback.stepped(report));
        }
        return total.scores();
    }
}
