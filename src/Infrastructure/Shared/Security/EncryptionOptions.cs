using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace OrderPortal.Infrastructure.Shared.Security;

/// <summary>
/// Section <c>Encryption</c>. Keys are entries <c>id:base64</c> of 32 bytes: the first numbered one encrypts, all decrypt,
/// <c>index:base64</c> makes the blind indexes and must never change.
/// </summary>
public sealed class EncryptionOptions
{
    /// <summary>A list, or one text with commas.</summary>
    public IList<string> Keys { get; init; } = [];

    /// <summary>A file with one entry per line, instead of <see cref="Keys"/>.</summary>
    public string? KeyFile { get; set; }
}

/// <summary>Completes the options from the key file; in Development makes one on the first start.</summary>
internal sealed class EncryptionOptionsSetup(IConfiguration configuration, IHostEnvironment environment)
    : IPostConfigureOptions<EncryptionOptions>, IValidateOptions<EncryptionOptions>
{
    public void PostConfigure(string? name, EncryptionOptions options)
    {
        if (configuration["Encryption:Keys"] is { Length: > 0 } joined)
        {
            options.Keys.Clear();
            foreach (var entry in joined.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                options.Keys.Add(entry);
            }
        }

        if (options.Keys.Count > 0)
        {
            return;
        }

        if (options.KeyFile is null && environment.IsDevelopment())
        {
            options.KeyFile = DevelopmentKeyFile();
        }

        if (options.KeyFile is not null && File.Exists(options.KeyFile))
        {
            foreach (var line in File.ReadAllLines(options.KeyFile).Where(l => l.Length > 0 && l[0] != '#'))
            {
                options.Keys.Add(line);
            }
        }
    }

    public ValidateOptionsResult Validate(string? name, EncryptionOptions options)
    {
        if (options.Keys.Count == 0)
        {
            return ValidateOptionsResult.Fail(options.KeyFile is null
                ? "Encryption:Keys is empty: give at least '1:<base64 of 32 bytes>' and 'index:<base64 of 32 bytes>', or name a file in Encryption:KeyFile."
                : "Encryption:KeyFile names a file that is missing or empty.");
        }

        var (ring, faults) = KeyRing.Parse(options.Keys);
        return ring is null ? ValidateOptionsResult.Fail($"Encryption:Keys: {string.Join("; ", faults)}.") : ValidateOptionsResult.Success;
    }

    private string DevelopmentKeyFile()
    {
        var folder = DataFolder.Find(configuration, environment.ContentRootPath);
        var file = Path.Combine(folder, "keys");
        if (File.Exists(file))
        {
            return file;
        }

        Directory.CreateDirectory(folder);
        var draft = $"{file}.{Environment.ProcessId}";
        var mode = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            mode.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var writer = new StreamWriter(draft, mode))
        {
            writer.WriteLine("# Made for development. Without these keys the personal data in the database cannot be read.");
            foreach (var entry in KeyRing.Generate())
            {
                writer.WriteLine(entry);
            }
        }

        // Of two instances that start at once the first one's keys stay.
        try
        {
            File.Move(draft, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(draft);
        }

        return file;
    }
}
