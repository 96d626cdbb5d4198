package fluxion.cli.train;

import fluxion.nn.layer.Dense;
import fluxion.nn.layer.Sequential;
import java.util.List;
import java.util.Locale;

/// The networks for images that can be named.
public enum Network {
    /// A hidden layer of 128 with relu.
    MLP;

    private static final int HIDDEN = 128;

    /// The layers, for `classes` classes.
    public Sequential layers(int classes) {
        return switch (this) {
            case MLP -> Sequential.of(Dense.of(HIDDEN).relu(), Dense.of(classes));
        };
    }

    /// The extents of an example, of an image of `rows` by `columns` pixels.
    List<Long> input(long rows, long columns) {
        return switch (this) {
            case MLP -> List.of(rows * columns);
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
