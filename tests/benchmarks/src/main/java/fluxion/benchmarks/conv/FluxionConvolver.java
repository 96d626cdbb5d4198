package fluxion.benchmarks.conv;

import fluxion.Compiled;
import fluxion.Fluxion;
import fluxion.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// The compiled convolution and its compiled gradients.
final class FluxionConvolver implements Convolver {
    private final Compiled.Of2<Tensor, Tensor, Tensor> forward;
    private final Compiled.Of3<Tensor, Tensor, Tensor, Tensor> data;
    private final Compiled.Of3<Tensor, Tensor, Tensor, Tensor> filter;
    private final List<Tensor> images = new ArrayList<>();
    private final List<Tensor> filters = new ArrayList<>();
    private final List<Tensor> cotangents = new ArrayList<>();
    private final Tensor result;
    private final Tensor ofImages;
    private final Tensor ofFilter;

    FluxionConvolver(ConvSetting setting, ConvInputs inputs) {
        forward = Fluxion.compile((Tensor x, Tensor w) -> x.conv2d(w)).math(setting.math());
        data = Fluxion.compile((Tensor x, Tensor w, Tensor ct) ->
                        Fluxion.grad((Tensor at) -> at.conv2d(w).mul(ct).sum()).apply(x))
                .math(setting.math());
        filter = Fluxion.compile((Tensor x, Tensor w, Tensor ct) ->
                        Fluxion.grad((Tensor at) -> x.conv2d(at).mul(ct).sum()).apply(w))
                .math(setting.math());
        for (int turn = 0; turn < ConvInputs.TURNS; turn++) {
            images.add(Tensor.wrap(inputs.images()[turn], setting.images()));
            filters.add(Tensor.wrap(inputs.filters()[turn], setting.filter()));
            cotangents.add(Tensor.wrap(inputs.cotangents()[turn], setting.result()));
        }
        result = Tensor.wrap(new float[inputs.cotangents()[0].length], setting.result());
        ofImages = Tensor.wrap(new float[inputs.images()[0].length], setting.images());
        ofFilter = Tensor.wrap(new float[inputs.filters()[0].length], setting.filter());
    }

    @Override
    public void compute(Part part, int turn) {
        var x = images.get(turn);
        var w = filters.get(turn);
        var ct = cotangents.get(turn);
        switch (part) {
            case FORWARD -> forward.into(result, x, w);
            case BACKWARD_DATA -> data.into(ofImages, x, w, ct);
            case BACKWARD_FILTER -> filter.into(ofFilter, x, w, ct);
        }
    }

    @Override
    public float[] result(Part part) {
        return (switch (part) {
                    case FORWARD -> result;
                    case BACKWARD_DATA -> ofImages;
                    case BACKWARD_FILTER -> ofFilter;
                })
                .toFloatArray();
    }

    @Override
    public void close() {}
}
