using Microsoft.Extensions.Configuration;

namespace OrderPortal.Infrastructure.Shared;

/// <summary>Where the portal keeps what belongs to this machine: its private cluster and, in development, generated keys.</summary>
public static class DataFolder
{
    private const string Name = ".data";
    private const string RepositoryMark = "OrderPortal.sln";

    /// <summary>
    /// <c>ORDERPORTAL_DATA</c>; without it <c>.data</c> at the root of the source tree, so that every way to start it from there finds the
    /// same data, or beside the application where there is no source tree.
    /// </summary>
    public static string Find(IConfiguration configuration, string contentRoot)
    {
        if (configuration["ORDERPORTAL_DATA"] is { Length: > 0 } configured)
        {
            return Path.GetFullPath(configured);
        }

        for (var folder = new DirectoryInfo(contentRoot); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, RepositoryMark)))
            {
                return Path.Combine(folder.FullName, Name);
            }
        }

        return Path.Combine(contentRoot, Name);
    }
}
