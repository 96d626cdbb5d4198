/// Learning rates as functions of the step. A rate is an argument of a compiled step, so a new one compiles nothing.
package fluxion.nn.schedule;
