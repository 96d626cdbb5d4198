/// The training loop: steps compiled once that work in place, evaluation, prediction, and what listens to a training.
package fluxion.nn.train;
