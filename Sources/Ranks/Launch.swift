import Foundation

/// How this process was started.
enum Launch: Equatable {
  case alone
  /// By mpirun: without Open MPI the ranks could not find each other.
  case underMPI
  /// By srun, which may have prepared MPI or not: without it tasks are independent.
  case perhapsUnderMPI

  init(_ environment: [String: String] = ProcessInfo.processInfo.environment) {
    if let size = environment["OMPI_COMM_WORLD_SIZE"].flatMap({ Int($0) }) {
      self = size > 1 ? .underMPI : .alone
    } else if environment["PMIX_RANK"] != nil,
      (environment["SLURM_STEP_NUM_TASKS"] ?? environment["SLURM_NTASKS"]).flatMap({ Int($0) }) != 1
    {
      self = .perhapsUnderMPI
    } else {
      self = .alone
    }
  }
}
