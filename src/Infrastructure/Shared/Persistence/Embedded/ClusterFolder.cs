using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OrderPortal.Infrastructure.Shared.Persistence;

/// <summary>
/// The folder of one private cluster: <c>cluster/</c> and <c>log/</c> belong to the account that the server runs as; the
/// password and the locks belong to the portal.
/// </summary>
internal sealed class ClusterFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerOnly | UnixFileMode.UserExecute;

    public ClusterFolder(string path)
    {
        Root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Root)))[..16];
        SocketFolder = Path.Combine(Path.GetTempPath(), "orderportal-" + name);
    }

    public string Root { get; }
    public string Cluster => Path.Combine(Root, "cluster");
    public string UnfinishedCluster => Path.Combine(Root, "cluster.new");
    public string LogFolder => Path.Combine(Root, "log");
    public string LogFile => Path.Combine(LogFolder, "server.log");

    /// <summary>Outside <see cref="Root"/>, because the path of a socket must stay below about 100 characters.</summary>
    public string SocketFolder { get; }
    private string PasswordFile => Path.Combine(Root, "password");
    private string StartLockFile => Path.Combine(Root, "start.lock");
    private string UseLockFile => Path.Combine(Root, "use.lock");

    public bool IsInitialised => File.Exists(Path.Combine(Cluster, "PG_VERSION"));

    public int? MajorVersion =>
        IsInitialised ? int.Parse(File.ReadAllText(Path.Combine(Cluster, "PG_VERSION")).Trim(), NumberStyles.None, CultureInfo.InvariantCulture) : null;

    public void Create()
    {
        try
        {
            // Others may pass through (the server runs as another account when the portal is root), but not look.
            CreateFolder(Root, OwnerFolder | (Environment.IsPrivilegedProcess ? UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : UnixFileMode.None));
            CreateFolder(LogFolder, OwnerFolder);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw Explain(exception);
        }
    }

    public EmbeddedPostgresException Explain(Exception exception) =>
        ServerLog.TellsOfFullDisk(exception.Message)
            ? new EmbeddedPostgresException(EmbeddedPostgresFailure.DiskFull, $"The disk of {Root} is full. Make room and start again.", exception)
            : new EmbeddedPostgresException(
                EmbeddedPostgresFailure.FolderUnusable,
                $"The data folder {Root} cannot be used by {Environment.UserName}: {exception.Message} Give the folder to this user, or use another one.",
                exception);

    public void RequireFreeSpace(long minimumBytes)
    {
        var free = new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(Root)! : Root).AvailableFreeSpace;
        if (free < minimumBytes)
        {
            throw new EmbeddedPostgresException(
                EmbeddedPostgresFailure.DiskFull,
                string.Create(CultureInfo.InvariantCulture, $"The disk of {Root} is full: {free >> 20} MB are free, PostgreSQL needs {minimumBytes >> 20} MB. Make room and start again."));
        }
    }

    /// <summary>Reads the owner's password, or makes one before the cluster is made.</summary>
    public async Task<string> PasswordAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(PasswordFile))
        {
            return (await File.ReadAllTextAsync(PasswordFile, cancellationToken)).Trim();
        }

        if (IsInitialised)
        {
            throw new EmbeddedPostgresException(
                EmbeddedPostgresFailure.FolderUnusable,
                $"The password file {PasswordFile} is missing. Restore it, or start empty with ./portal reset.");
        }

        var password = RandomNumberGenerator.GetHexString(48, lowercase: true);
        await WritePrivateFileAsync(PasswordFile, password, cancellationToken);
        return password;
    }

    public static async Task WritePrivateFileAsync(string path, string content, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        await using var writer = new StreamWriter(path, options);
        await writer.WriteAsync(content.AsMemory(), cancellationToken);
    }

    /// <summary>Held while a server is started or stopped, so that two processes never do it at once.</summary>
    public async Task<IDisposable> LockStartAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryLock(StartLockFile, FileAccess.ReadWrite, FileShare.None) is { } held)
            {
                return held;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }
    }

    /// <summary>Held by every process that uses the server, as long as it does; the operating system gives it back after kill -9.</summary>
    public IDisposable ShareUse() => OpenLock(UseLockFile, FileAccess.Read, FileShare.Read);

    /// <summary>Null while another process uses the server.</summary>
    public IDisposable? TryOwnUse() => TryLock(UseLockFile, FileAccess.ReadWrite, FileShare.None);

    public void Delete()
    {
        foreach (var folder in new[] { Root, SocketFolder }.Where(Directory.Exists))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static void CreateFolder(string path, UnixFileMode mode = OwnerFolder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, mode);
        }
    }

    private static FileStream? TryLock(string path, FileAccess access, FileShare share)
    {
        try
        {
            return OpenLock(path, access, share);
        }
        catch (IOException exception) when (exception is not (FileNotFoundException or DirectoryNotFoundException) && !ServerLog.TellsOfFullDisk(exception.Message))
        {
            return null;
        }
    }

    private static FileStream OpenLock(string path, FileAccess access, FileShare share) => new(path, FileMode.OpenOrCreate, access, share, bufferSize: 1);
}
