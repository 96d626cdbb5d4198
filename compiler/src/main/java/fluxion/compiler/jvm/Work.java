package fluxion.compiler.jvm;

import fluxion.ir.BufferOp;
import fluxion.ir.Dim;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;

/// How much a kernel has to do.
final class Work {
    private Work() {}

    /// About how many operations `kernel` executes; loops of unknown length count as one round.
    static Dim of(BufferOp.Kernel kernel) {
        var work = of(kernel.body());
        for (var extent : kernel.grid()) {
            work = work.times(extent);
        }
        return work;
    }

    private static Dim of(Region region) {
        var work = Dim.of(region.body().size());
        for (var node : region.body()) {
            for (var inner : OpSchema.regions(node.op())) {
                var rounds = of(inner);
                if (node.op() instanceof BufferOp.Parallel parallel) {
                    for (var extent : parallel.extents()) {
                        rounds = rounds.times(extent);
                    }
                } else if (node.op() instanceof BufferOp.Fold fold) {
                    for (var extent : fold.extents()) {
                        rounds = rounds.times(extent);
                    }
                }
                work = work.plus(rounds);
            }
        }
        return work;
    }
}
