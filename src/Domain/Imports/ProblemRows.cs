using System.Globalization;

namespace OrderPortal.Domain.Imports;

/// <summary>Numbers of rows in problems of a file that is itself an error report that came back: people know the rows of the first file.</summary>
public static class ProblemRows
{
    /// <summary>The problem with its row, and the other row that it may name, numbered anew.</summary>
    /// <param name="number">From the row of this file to the row that people know.</param>
    public static ImportProblem Renumber(this ImportProblem problem, Func<int, int> number)
    {
        var arguments = problem.Arguments.ToArray();
        var at = problem.Code switch
        {
            ProblemCodes.OrderRejected or ProblemCodes.DuplicateInFile => 0,
            ProblemCodes.InconsistentOrder => 1,
            _ => -1,
        };
        if (at >= 0 && at < arguments.Length && int.TryParse(arguments[at], NumberStyles.None, CultureInfo.InvariantCulture, out var row))
        {
            arguments[at] = number(row).ToString(CultureInfo.InvariantCulture);
        }

        return problem with { Row = number(problem.Row), Arguments = arguments };
    }
}
