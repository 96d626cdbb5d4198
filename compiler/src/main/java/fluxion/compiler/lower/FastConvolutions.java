package fluxion.compiler.lower;

import fluxion.ir.Dim;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.Op;
import fluxion.ir.Region;
import fluxion.ir.TensorOp;
import fluxion.ir.Value;
import fluxion.ir.math.Winograd;
import java.util.List;

/// Evaluates convolutions by Winograd's algorithm where that is faster: near the same, with the error that
/// [fluxion.ir.math.Winograd] states.
///
/// The algorithm is for extents that are known. It multiplies 36 pairs of numbers a tile and pair of channels in place
/// of up to 144, but transforms patches and tiles, which takes as long for few channels as for many, and computes whole
/// tiles. Measured with vectors of 8 floats it takes 0.45 to 0.85 of the time where there are 24 channels or more on
/// both sides and at most half of the products are left, 0.8 to 1.3 for 16 channels or images of 5 by 5.
public final class FastConvolutions extends GraphCopier {
    /// The fewest channels of `x`, and of the result.
    private static final long FEWEST_CHANNELS = 24;

    private FastConvolutions() {}

    /// `graph` with such convolutions.
    public static Graph run(Graph graph) {
        return new FastConvolutions().copy(graph);
    }

    @Override
    protected List<Value> replace(Region.Node node, Op op, GraphBuilder g) {
        boolean faster =
                op instanceof TensorOp.Convolution convolution && convolution.fitsWinograd() && isFaster(convolution);
        return g.append(faster ? ((TensorOp.Convolution) op).byWinograd() : op);
    }

    private static boolean isFaster(TensorOp.Convolution op) {
        var positions = op.positions();
        return atLeast(op.channels(), FEWEST_CHANNELS)
                && atLeast(op.features(), FEWEST_CHANNELS)
                && positions.stream().allMatch(Dim::isConstant)
                && inTiles(positions);
    }

    private static boolean atLeast(Dim extent, long least) {
        return extent.isConstant() && extent.constant() >= least;
    }

    /// Whether the products of the tiles are at most half of those of the positions.
    private static boolean inTiles(List<Dim> positions) {
        long inside = 9;
        long all = (long) Winograd.PATCH * Winograd.PATCH;
        for (var extent : positions) {
            inside *= extent.constant();
            all *= Math.ceilDiv(extent.constant(), (long) Winograd.TILE);
        }
        return 2 * all <= inside;
    }
}
